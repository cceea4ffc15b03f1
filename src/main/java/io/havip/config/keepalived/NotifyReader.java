package io.havip.config.keepalived;

import io.havip.announce.NotifyScript;
import io.havip.announce.NotifyScript.Occasion;
import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code notify} and its kind: a command, in quotes where it has arguments, then perhaps a user and a group. */
final class NotifyReader {
    private static final Map<Occasion, String> KEYWORDS = Map.of(
            Occasion.ACTIVE, "notify_master",
            Occasion.BACKUP, "notify_backup",
            Occasion.FAULT, "notify_fault",
            Occasion.STOP, "notify_stop",
            Occasion.ANY, "notify");

    private final Problems problems;
    private final Globals globals;

    NotifyReader(Problems problems, Globals globals) {
        this.problems = problems;
        this.globals = globals;
    }

    Map<Occasion, Located<NotifyScript>> read(Block block) {
        var scripts = new EnumMap<Occasion, Located<NotifyScript>>(Occasion.class);
        KEYWORDS.forEach((occasion, keyword) -> block.last(keyword)
                .flatMap(statement -> script(block, statement))
                .ifPresent(script -> scripts.put(occasion, script)));
        return scripts;
    }

    private Optional<Located<NotifyScript>> script(Block block, Statement statement) {
        block.refuseAfter(3, statement);
        String keyword = statement.keyword().text();
        var words = statement.arguments();
        if (words.size() > 2) {
            problems.notice(
                    block.within(words.get(2), keyword), "without effect: a script runs with its user's own groups");
        }
        String user = words.size() > 1 ? words.get(1).text() : globals.scriptUser();
        return CommandLine.split(block, statement.withArguments(1), problems)
                .filter(command -> CommandLine.present(command, "nothing is run", problems))
                .map(command -> command.map(program -> new NotifyScript(program, user)));
    }
}
