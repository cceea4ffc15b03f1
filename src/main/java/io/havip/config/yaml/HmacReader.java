package io.havip.config.yaml;

import io.havip.config.draft.HmacDraft;
import io.havip.config.draft.HmacDraft.NumberedKey;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Hmac.Mode;
import java.util.Optional;

/** Reads {@code authentication: hmac:}. */
final class HmacReader {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Problems problems;
    private final Scalars scalars;

    HmacReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    Optional<Located<Hmac>> read(YamlMapping mapping, long intervalNanos) {
        var written = mapping.mappings("keys");
        var keys = written.stream().flatMap(key -> key(key).stream()).toList();
        var activeKey = mapping.integer("active-key", Range.KEY_NUMBER);
        var ordered = mapping.choice("anti-replay", HmacDraft.ORDERED);
        var window =
                mapping.durationNanos("time-window", Range.TIME_WINDOW_NANOS).map(this::wholeSeconds);
        var mode = mapping.choice("mode", HmacDraft.MODES);
        mapping.refuseOthers();
        return new HmacDraft(
                        mapping.place(),
                        keys,
                        keys.size() == written.size(),
                        activeKey,
                        ordered.map(Located::value).orElse(false),
                        window,
                        mode.map(Located::value).orElse(Mode.ENFORCE))
                .settle(intervalNanos, problems);
    }

    private Located<Integer> wholeSeconds(Located<Long> nanos) {
        if (nanos.value() % SECOND_NANOS != 0) {
            problems.error(nanos.place(), "a window has whole seconds", "write 5s, for instance");
        }
        return nanos.map(value -> (int) (value / SECOND_NANOS));
    }

    private Optional<NumberedKey> key(YamlMapping mapping) {
        var number = mapping.required("id", key -> mapping.integer(key, Range.KEY_NUMBER), "give it a number: id: 1");
        var text = mapping.text("key");
        var file = mapping.text("key-file");
        if (text.isPresent() == file.isPresent()) {
            problems.error(mapping.place(), "one secret belongs here", "give either key: or key-file:");
        }
        mapping.refuseOthers();
        var key =
                text.flatMap(word -> scalars.key(word.place(), word.value())).or(() -> file.flatMap(scalars::keyFile));
        return number.flatMap(read -> key.map(secret -> new NumberedKey(read, secret)));
    }
}
