package io.havip.config.keepalived;

import io.havip.config.draft.HmacDraft;
import io.havip.config.draft.HmacDraft.NumberedKey;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Hmac.Mode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code auth_hmac}. */
final class HmacReader {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final String FILE = "file:";

    private final Problems problems;
    private final Scalars scalars;

    HmacReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    Optional<Located<Hmac>> read(Block instance, long intervalNanos) {
        if (!instance.has("auth_hmac")) {
            return Optional.empty();
        }
        Block block = instance.block("auth_hmac", Section.AUTH_HMAC);
        List<Statement> written = block.all("key");
        var keys = written.stream().flatMap(key -> key(block, key).stream()).toList();
        return new HmacDraft(
                        block.place(),
                        keys,
                        keys.size() == written.size(),
                        block.integer("active_key", Range.KEY_NUMBER),
                        choice(block, "anti_replay", HmacDraft.ORDERED, false),
                        block.integer("time_window", Range.TIME_WINDOW_SECONDS),
                        choice(block, "mode", HmacDraft.MODES, Mode.ENFORCE))
                .settle(intervalNanos, problems);
    }

    private Optional<NumberedKey> key(Block block, Statement statement) {
        List<Token> arguments = statement.arguments();
        if (arguments.size() != 2) {
            problems.error(block.placeOf(statement), "a key has a number and a value", "write key 1 file:PATH");
            return Optional.empty();
        }
        var number = new Located<>(arguments.getFirst().text(), block.within(arguments.getFirst(), "key"));
        var value = new Located<>(arguments.getLast().text(), block.within(arguments.getLast(), "key"));
        var key = value.value().startsWith(FILE)
                ? scalars.keyFile(value.map(text -> text.substring(FILE.length())))
                : scalars.key(value.place(), value.value());
        return number(number).flatMap(read -> key.map(secret -> new NumberedKey(read, secret)));
    }

    /** What stands in its place by mistake may be the secret: it is not quoted. */
    private Optional<Located<Integer>> number(Located<String> word) {
        if (!NUMBER.matcher(word.value()).matches()) {
            problems.error(word.place(), "a key has a number, 1 to 255, and then its value", "write key 1 file:PATH");
            return Optional.empty();
        }
        return scalars.integer(word, Range.KEY_NUMBER);
    }

    private <T> T choice(Block block, String name, Map<String, T> choices, T standard) {
        return block.text(name)
                .flatMap(word -> choices.containsKey(word.value())
                        ? Optional.of(choices.get(word.value()))
                        : scalars.refuse(word, "is not a choice here", Suggestion.mend(word.value(), choices.keySet())))
                .orElse(standard);
    }
}
