package io.havip.config.options;

import io.havip.config.options.Type.Group;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Authentication.Hmac;
import java.util.Optional;

/** How routers know each other: by a password, or by keys. */
public final class AuthenticationOptions {
    private AuthenticationOptions() {}

    public static final Option<String> PASSWORD = Option.of(
                    "password", Type.text(), "1 to 8 printable ASCII characters. Version 2 only.")
            .akin("auth_pass")
            .variables("KEEPALIVED_PASSWORD", "KEEPALIVED_AUTH_PASS")
            .secret();
    public static final Option<String> PASSWORD_FILE = Option.of(
                    "password-file", Type.text(), "A file that contains it; blanks around it don't count.")
            .variables("HAVIP_PASSWORD_FILE");
    public static final Option<Settings> HMAC = Option.of(
                    "hmac",
                    new Group(HmacOptions.SECTION),
                    "Signed advertisements, as keepalived 2.4's `auth_hmac` has them.")
            .akin("auth_hmac");

    public static final Section SECTION = Section.of("authentication", PASSWORD, PASSWORD_FILE, HMAC);

    /** The password, wherever it is written. */
    public static Optional<Located<String>> password(Settings authentication, Problems problems) {
        return authentication
                .written(PASSWORD)
                .or(() -> authentication.written(PASSWORD_FILE).flatMap(new Scalars(problems)::secret));
    }

    public static Optional<Located<Hmac>> hmac(Settings authentication, Problems problems) {
        return authentication.find(HMAC).flatMap(signing -> HmacOptions.settings(signing, problems));
    }
}
