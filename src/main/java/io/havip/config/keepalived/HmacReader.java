package io.havip.config.keepalived;

import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.HmacOptions;
import io.havip.config.options.HmacOptions.Key;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Problems;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code auth_hmac}. */
final class HmacReader {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,4}");
    private static final String FILE = "file:";

    private final Problems problems;

    HmacReader(Problems problems) {
        this.problems = problems;
    }

    void read(Block instance, Settings settings) {
        if (!instance.has("auth_hmac")) {
            return;
        }
        Block block = instance.block("auth_hmac", Scope.AUTH_HMAC);
        var signing = settings.open(InstanceOptions.AUTHENTICATION, block.place())
                .open(AuthenticationOptions.HMAC, block.place());
        block.read(signing, "");
        block.required("active_key", Optional.empty(), "name a key's number: active_key 1");
        block.all("key").forEach(statement -> key(block, statement, signing));
    }

    private void key(Block block, Statement statement, Settings signing) {
        List<Token> arguments = statement.arguments();
        if (arguments.size() != 2) {
            problems.error(block.placeOf(statement), "a key has a number and a value", "write key 1 file:PATH");
            return;
        }
        var number = block.located(arguments.getFirst(), "key");
        var value = block.located(arguments.getLast(), "key");
        var key = signing.beneath(Key.SECTION, number.place());
        signing.add(HmacOptions.KEYS, number.with(key));
        if (value.value().startsWith(FILE)) {
            key.put(Key.FILE, value.map(text -> text.substring(FILE.length())));
        } else {
            key.put(Key.KEY, value);
        }
        // What stands in its place by mistake may be the secret: it is not quoted.
        if (NUMBER.matcher(number.value()).matches()) {
            block.value(Key.ID, statement.withArguments(1)).ifPresent(id -> key.put(Key.ID, id));
        } else {
            problems.error(number.place(), "a key has a number, 1 to 255, and then its value", "write key 1 file:PATH");
        }
    }
}
