package io.havip.config.options;

import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Signed advertisements. */
public final class HmacOptions {
    private HmacOptions() {}

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

        private static Optional<Authentication.Key> settings(Settings key, Problems problems) {
            var scalars = new Scalars(problems);
            var text = key.written(KEY);
            var file = key.written(FILE);
            if (text.isPresent() == file.isPresent()) {
                problems.error(key.place(), "one secret belongs here", "give either key: or key-file:");
            }
            return text.flatMap(word -> scalars.key(word.place(), word.value()))
                    .or(() -> file.flatMap(scalars::keyFile));
        }
    }

    public static final Option<List<Located<Settings>>> KEYS = Option.required(
            "keys",
            new Items<>(new Group(Key.SECTION)),
            "Those that are accepted: `[{id: 1, key-file: /etc/havip/vrrp.key}]`.",
            "list them: keys: [{id: 1, key-file: FILE}]");
    public static final Option<Integer> ACTIVE_KEY = Option.required(
                    "active-key",
                    Type.integer(1, 255),
                    "The `id` of the one that is used for sending.",
                    "name its number: active-key: 1")
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
            .otherwise("three intervals, `5s` at least", HmacOptions::window)
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
        long seconds = Math.ceilDiv(3 * signing.parent().parent().get(VirtualRouterOptions.INTERVAL), SECOND);
        return signing.get(ORDERED) ? Optional.empty() : Optional.of(Math.clamp(seconds, 5, 300) * SECOND);
    }

    /** Empty, and reported, where keys don't fit. */
    public static Optional<Located<Hmac>> settings(Settings signing, Problems problems) {
        var keys = new HashMap<Integer, Authentication.Key>();
        boolean whole = true;
        for (var written : signing.items(KEYS)) {
            var key = Key.settings(written, problems);
            var number = written.written(Key.ID);
            whole &= key.isPresent() && number.isPresent();
            key.flatMap(secret -> number.filter(id -> keys.putIfAbsent(id.value(), secret) != null))
                    .ifPresent(id -> problems.error(
                            id.place(), "there is a key with this number already", "number each otherwise"));
        }
        return whole ? settings(signing, keys, problems) : Optional.empty();
    }

    private static Optional<Located<Hmac>> settings(
            Settings signing, Map<Integer, Authentication.Key> keys, Problems problems) {
        var active = signing.written(ACTIVE_KEY);
        if (active.isEmpty()) {
            return Optional.empty();
        }
        int number = active.get().value();
        if (!keys.containsKey(number)) {
            return problems.refuse(
                    active.get().place(),
                    "there is no key " + number,
                    "give it among the keys, or name another active key");
        }
        var window =
                signing.get(ORDERED) ? OptionalInt.empty() : OptionalInt.of((int) (signing.get(TIME_WINDOW) / SECOND));
        return Optional.of(new Located<>(new Hmac(keys, number, window, signing.get(MODE)), signing.place()));
    }
}
