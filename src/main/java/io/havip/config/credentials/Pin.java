package io.havip.config.credentials;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one public key that is trusted, whoever has signed it and whatever its certificate is for: it stays the same when the
 * certificate is renewed with the same key.
 *
 * @param hex SHA-256 of the key as X.509 has it (SubjectPublicKeyInfo), in small letters
 */
public record Pin(String hex) {
    private static final String PREFIX = "sha256:";
    private static final Pattern FORM = Pattern.compile("(?:sha256:)?((?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2})");

    public static Pin of(PublicKey key) {
        try {
            return new Pin(HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getEncoded())));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** {@code sha256:} and 64 hexadecimal digits, with colons between them perhaps. */
    public static Optional<Pin> parse(String text) {
        var matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new Pin(matcher.group(1).replace(":", "").toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return PREFIX + hex;
    }
}
