package io.havip.vrrp;

/** Version 2's authentication (RFC 2338 section 5.3.6, keepalived's {@code auth_type}). Version 3 has none. */
public sealed interface Authentication {
    /** Auth type 0. */
    record None() implements Authentication {}

    /**
     * Auth type 1: a password that everyone on the link can read. Its only use is to keep apart routers that were given
     * the same VRID by mistake.
     *
     * @param text 1..8 characters of ISO 8859-1, a byte each
     */
    record Password(String text) implements Authentication {
        public static final int LENGTH_MAX = 8;

        public Password {
            if (text.isEmpty() || text.length() > LENGTH_MAX || text.chars().anyMatch(c -> c > 0xff)) {
                throw new IllegalArgumentException("a VRRP password has 1 to 8 characters of ISO 8859-1");
            }
        }

        @Override
        public String toString() {
            return "Password[****]";
        }
    }
}
