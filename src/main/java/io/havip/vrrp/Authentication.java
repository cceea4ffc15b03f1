package io.havip.vrrp;

import java.nio.charset.StandardCharsets;

/** Version 2's authentication (RFC 2338 section 5.3.6, keepalived's {@code auth_type}). Version 3 has none. */
public sealed interface Authentication {
    /** Auth type 0. */
    record None() implements Authentication {}

    /**
     * Auth type 1: a password that everyone on the link can read. Its only use is to keep apart routers that were given
     * the same VRID by mistake.
     *
     * @param text 1..8 bytes in UTF-8
     */
    record Password(String text) implements Authentication {
        public static final int BYTES_MAX = 8;

        public Password {
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length < 1 || length > BYTES_MAX) {
                throw new IllegalArgumentException("a VRRP password has 1 to 8 bytes");
            }
        }

        @Override
        public String toString() {
            return "Password[****]";
        }
    }
}
