package io.havip.config.credentials;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What all nodes of a cluster know and nobody else: whoever has it may ask them (a bearer token, RFC 6750). */
public final class BearerToken {
    /** As many as {@code openssl rand -hex 16} makes: nobody tries them all. */
    private static final int LENGTH_MIN = 32;

    private static final int LENGTH_MAX = 512;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/-]+=*");
    private static final String SCHEME = "Bearer ";

    private final String text;

    private BearerToken(String text) {
        this.text = text;
    }

    /** The one that a file contains, and nothing else but blanks around it. */
    public static BearerToken read(Path file) throws CredentialException {
        String text = CredentialFile.secret(file).strip();
        String mend = "make one: openssl rand -hex 32";
        if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) {
            throw new CredentialException(
                    "a token has %d to %d characters, and that in %s %d"
                            .formatted(LENGTH_MIN, LENGTH_MAX, file, text.length()),
                    mend);
        }
        if (!FORM.matcher(text).matches()) {
            throw new CredentialException(
                    "the token in " + file + " has other characters than letters, digits and -._~+/=", mend);
        }
        return new BearerToken(text);
    }

    /** What a request that shows it has as its {@code Authorization}. */
    public String header() {
        return SCHEME + text;
    }

    /**
     * Whether a request shows this one. That takes as long wherever they differ.
     *
     * @param authorization its header, null where there is none
     */
    public boolean isShownBy(@Nullable String authorization) {
        return authorization != null
                && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(bytes(text), bytes(authorization.substring(SCHEME.length())));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "a token";
    }
}
