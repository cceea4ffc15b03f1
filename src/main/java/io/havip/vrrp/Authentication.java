package io.havip.vrrp;

import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;

/** How routers of a group know each other. RFC 9568 has nothing of the kind. */
public sealed interface Authentication {
    /** Auth type 0. */
    record None() implements Authentication {}

    /**
     * Version 2's auth type 1 (RFC 2338 section 5.3.6, keepalived's {@code auth_type PASS}): a password that everyone on
     * the link can read. Its only use is to keep apart routers that were given the same VRID by mistake.
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

    /**
     * A trailer behind the advertisement that proves who sent it, and that it is not a copy of an older one: keepalived
     * 2.4's {@code auth_hmac}, of either version.
     *
     * @param keys those that are accepted, by their number, 1..255
     * @param activeKey the number of the one that is used for sending
     * @param windowSeconds how far a sender's clock may differ from ours, 1..300 s; empty where only the order counts
     *     ({@code anti_replay monotonic})
     */
    record Hmac(Map<Integer, Key> keys, int activeKey, OptionalInt windowSeconds, Mode mode) implements Authentication {
        /** Steps of an introduction without interruption: first all verify, then all sign, then all insist on it. */
        public enum Mode {
            RECEIVE_ONLY,
            PERMISSIVE,
            ENFORCE
        }

        public Hmac {
            keys = Map.copyOf(keys);
            if (!keys.containsKey(activeKey)) {
                throw new IllegalArgumentException("there is no key " + activeKey);
            }
        }

        /** Whether what is sent has a trailer. */
        public boolean signs() {
            return mode != Mode.RECEIVE_ONLY;
        }

        /** The key that is used for sending. */
        public Key signingKey() {
            return Objects.requireNonNull(keys.get(activeKey));
        }
    }

    /**
     * A shared secret.
     *
     * @param hex its 32 to 64 bytes, in lower-case hexadecimal digits
     */
    record Key(String hex) {
        public static final int BYTES_MIN = 32;
        public static final int BYTES_MAX = 64;

        public Key {
            int length = HexFormat.of().parseHex(hex).length;
            if (length < BYTES_MIN || length > BYTES_MAX) {
                throw new IllegalArgumentException("a key has 32 to 64 bytes");
            }
        }

        public static Key of(byte[] bytes) {
            return new Key(HexFormat.of().formatHex(bytes));
        }

        public byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return "Key[****]";
        }
    }
}
