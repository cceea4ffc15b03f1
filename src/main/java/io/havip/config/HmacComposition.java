package io.havip.config;

import io.havip.config.options.AuthenticationOptions.Key;
import io.havip.config.options.AuthenticationOptions.Signing;
import io.havip.config.options.Settings;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes the settings of signed advertisements of what the options say. */
final class HmacComposition {
    private final Problems problems;
    private final Scalars scalars;

    HmacComposition(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** Empty, and reported, where keys don't fit. */
    Optional<Located<Hmac>> hmac(Settings signing) {
        var keys = new HashMap<Integer, Authentication.Key>();
        boolean whole = true;
        for (var written : signing.items(Signing.KEYS)) {
            var key = key(written);
            var number = written.written(Key.ID);
            whole &= key.isPresent() && number.isPresent();
            key.flatMap(secret -> number.filter(id -> keys.putIfAbsent(id.value(), secret) != null))
                    .ifPresent(id -> problems.error(
                            id.place(), "there is a key with this number already", "number each otherwise"));
        }
        return whole ? hmac(signing, keys) : Optional.empty();
    }

    private Optional<Located<Hmac>> hmac(Settings signing, Map<Integer, Authentication.Key> keys) {
        var active = signing.written(Signing.ACTIVE_KEY);
        if (active.isEmpty()) {
            problems.error(
                    signing.place(),
                    "it is not said which key is used for sending",
                    "name its number: active-key: 1 (keepalived: active_key 1)");
            return Optional.empty();
        }
        int number = active.get().value();
        if (!keys.containsKey(number)) {
            problems.error(
                    active.get().place(),
                    "there is no key " + number,
                    "give it among the keys, or name another active key");
            return Optional.empty();
        }
        var window = signing.get(Signing.ORDERED)
                ? OptionalInt.empty()
                : OptionalInt.of((int) (signing.get(Signing.TIME_WINDOW) / Durations.SECOND));
        return Optional.of(new Located<>(new Hmac(keys, number, window, signing.get(Signing.MODE)), signing.place()));
    }

    private Optional<Authentication.Key> key(Settings key) {
        var text = key.written(Key.KEY);
        var file = key.written(Key.FILE);
        if (text.isPresent() == file.isPresent()) {
            problems.error(key.place(), "one secret belongs here", "give either key: or key-file:");
        }
        return text.flatMap(word -> scalars.key(word.place(), word.value())).or(() -> file.flatMap(scalars::keyFile));
    }
}
