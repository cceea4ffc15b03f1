package io.havip.config.options;

import io.havip.config.credentials.Pin;
import io.havip.config.credentials.TlsFiles;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How the management address proves whose it is, and by what the others' are known. */
public final class TlsOptions {
    private TlsOptions() {}

    public static final Option<Path> CERTIFICATE = Option.of(
                    "certificate",
                    Type.path(),
                    "A PEM file: this node's certificate, and after it those between it and the authority. What has"
                            + " changed in any of these files is taken up within some seconds.")
            .otherwise("required")
            .variables("HAVIP_TLS_CERTIFICATE");
    public static final Option<Path> KEY = Option.of(
                    "key",
                    Type.path(),
                    "A PEM file: its private key, as PKCS #8. Others than the file's owner and group must not be able to"
                            + " read it.")
            .otherwise("required")
            .variables("HAVIP_TLS_KEY");
    public static final Option<Path> AUTHORITY = Option.of(
                    "ca",
                    Type.path(),
                    "A PEM file: who has signed the others' certificates. Those have to be for the addresses in `peers`.")
            .otherwise("required with `peers`, unless there are `pins`")
            .variables("HAVIP_TLS_CA");
    public static final Option<List<Located<Pin>>> PINS = Option.of(
                    "pins",
                    new Items<>(pin()),
                    "In its place the others' keys, whoever has signed them: `sha256:DIGITS`, which `check` prints on"
                            + " each.")
            .variables("HAVIP_TLS_PINS");

    public static final Section SECTION = Section.of("tls", CERTIFICATE, KEY, AUTHORITY, PINS);

    private static Type.Word<Pin> pin() {
        return Type.words(
                (scalars, word) -> Pin.parse(word.value())
                        .map(word::with)
                        .or(() -> scalars.refuse(
                                word, "is not a pin", "write sha256: and 64 hexadecimal digits, as check prints them")),
                Pin::toString);
    }

    /** Empty where a file's absence has been reported. */
    public static Optional<TlsFiles> settings(Settings tls) {
        return tls.find(CERTIFICATE)
                .flatMap(certificate -> tls.find(KEY)
                        .map(key -> new TlsFiles(certificate, key, tls.find(AUTHORITY), Set.copyOf(tls.items(PINS)))));
    }
}
