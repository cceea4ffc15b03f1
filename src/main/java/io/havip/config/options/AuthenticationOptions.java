package io.havip.config.options;

import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.vrrp.Authentication.Hmac;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** How routers know each other: by a password, or by keys. */
public final class AuthenticationOptions {
    private AuthenticationOptions() {}

    /** A key of signed advertisements. */
    public static final class Key {
        private Key() {}

        public static final Option<Integer> ID = Option.required(
                "id", Type.integer(1, 255), "Its number, the same on all routers.", "give it a number: id: 1");
        public static final Option<String> KEY = Option.of(
                        "key",
                        Type.text(),
                        "32 to 64 bytes: `hex:DIGITS` (`openssl rand -hex 32`), or so many characters.")
                .secret();
        public static final Option<String> FILE = Option.of("key-file", Type.text(), "A file that contains that.");

        public static final Section SECTION = Section.of("keys", ID, KEY, FILE);
    }

    /** Signed advertisements. */
    public static final class Signing {
        private Signing() {}

        public static final Option<List<Located<Settings>>> KEYS = Option.of(
                        "keys",
                        new Items<>(new Group(Key.SECTION)),
                        "Those that are accepted: `[{id: 1, key-file: /etc/havip/vrrp.key}]`.")
                .otherwise("required");
        public static final Option<Integer> ACTIVE_KEY = Option.of(
                        "active-key", Type.integer(1, 255), "The `id` of the one that is used for sending.")
                .otherwise("required")
                .keepalived("active_key");
        public static final Option<Boolean> ORDERED = Option.of(
                        "anti-replay",
                        Type.choice(orders()),
                        "`time`: clocks have to agree to within the window, so let NTP set them. `monotonic`: only the"
                                + " order of a sender's advertisements counts.")
                .standard(false)
                .keepalived("anti_replay");
        public static final Option<Long> TIME_WINDOW = Option.of(
                        "time-window", Type.wholeSeconds(1, 300), "How far the clocks may differ, in whole seconds.")
                .otherwise("three intervals, `5s` at least", Signing::window)
                .keepalived("time_window");
        public static final Option<Hmac.Mode> MODE = Option.of(
                        "mode",
                        Type.choice(Hmac.Mode.class),
                        "`enforce`: only signed advertisements are accepted. `permissive`: those without a trailer,"
                                + " too. `receive-only`: besides, what is sent has none.")
                .standard(Hmac.Mode.ENFORCE)
                .keepalived("mode");

        public static final Section SECTION = Section.of("hmac", KEYS, ACTIVE_KEY, ORDERED, TIME_WINDOW, MODE);

        private static LinkedHashMap<String, Boolean> orders() {
            var orders = new LinkedHashMap<String, Boolean>();
            orders.put("time", false);
            orders.put("monotonic", true);
            return orders;
        }

        /** keepalived's. */
        private static Optional<Long> window(Settings signing) {
            long seconds = Math.ceilDiv(3 * signing.parent().parent().get(InstanceOptions.INTERVAL), SECOND);
            return signing.get(ORDERED) ? Optional.empty() : Optional.of(Math.clamp(seconds, 5, 300) * SECOND);
        }
    }

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
                    new Group(Signing.SECTION),
                    "Signed advertisements, as keepalived 2.4's `auth_hmac` has them.")
            .akin("auth_hmac");

    public static final Section SECTION = Section.of("authentication", PASSWORD, PASSWORD_FILE, HMAC);
}
