package io.havip.config.draft;

import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Hmac.Mode;
import io.havip.vrrp.Authentication.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A trailer as it is asked for ({@code auth_hmac}).
 *
 * @param keys whatever their numbers are; those that could not be read are missing
 * @param whole whether all of them could be read
 * @param ordered whether only the order counts, and no window ({@code anti_replay monotonic})
 * @param windowSeconds keepalived's unless given
 */
public record HmacDraft(
        Place place,
        List<NumberedKey> keys,
        boolean whole,
        Optional<Located<Integer>> activeKey,
        boolean ordered,
        Optional<Located<Integer>> windowSeconds,
        Mode mode) {
    public static final Map<String, Mode> MODES =
            Map.of("enforce", Mode.ENFORCE, "permissive", Mode.PERMISSIVE, "receive-only", Mode.RECEIVE_ONLY);
    public static final Map<String, Boolean> ORDERED = Map.of("time", false, "monotonic", true);

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int WINDOW_SECONDS_MIN = 5;
    private static final int WINDOW_SECONDS_MAX = 300;

    public record NumberedKey(Located<Integer> number, Key key) {}

    public HmacDraft {
        keys = List.copyOf(keys);
    }

    /** The settings; empty, and reported, where keys don't fit. */
    public Optional<Located<Hmac>> settle(long intervalNanos, Problems problems) {
        var byNumber = new HashMap<Integer, Key>();
        for (var key : keys) {
            if (byNumber.putIfAbsent(key.number().value(), key.key()) != null) {
                problems.error(
                        key.number().place(), "there is a key with this number already", "number each otherwise");
            }
        }
        if (!whole) {
            return Optional.empty();
        }
        if (activeKey.isEmpty()) {
            problems.error(place, "it is not said which key is used for sending", "name its number: active_key 1");
            return Optional.empty();
        }
        int active = activeKey.get().value();
        if (!byNumber.containsKey(active)) {
            problems.error(
                    activeKey.get().place(), "there is no key " + active, "give it: key " + active + " file:PATH");
            return Optional.empty();
        }
        var window = ordered ? OptionalInt.empty() : OptionalInt.of(window(intervalNanos));
        return Optional.of(new Located<>(new Hmac(byNumber, active, window, mode), place));
    }

    /** keepalived's: three intervals, 5 s at least. */
    private int window(long intervalNanos) {
        long intervals = (3 * intervalNanos + SECOND_NANOS - 1) / SECOND_NANOS;
        return windowSeconds.map(Located::value).orElse((int)
                Math.clamp(intervals, WINDOW_SECONDS_MIN, WINDOW_SECONDS_MAX));
    }
}
