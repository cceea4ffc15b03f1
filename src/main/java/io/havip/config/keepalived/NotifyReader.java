package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Reads {@code notify} and its kind. */
final class NotifyReader {
    private static final Map<Occasion, String> KEYWORDS = Map.of(
            Occasion.ACTIVE, "notify_master",
            Occasion.BACKUP, "notify_backup",
            Occasion.FAULT, "notify_fault",
            Occasion.STOP, "notify_stop",
            Occasion.DELETED, "notify_deleted",
            Occasion.LOWER_HEARD, "notify_master_rx_lower_pri",
            Occasion.ANY, "notify");

    private final Problems problems;
    private final String scriptUser;

    NotifyReader(Problems problems, String scriptUser) {
        this.problems = problems;
        this.scriptUser = scriptUser;
    }

    Map<Occasion, Located<NotifyScript>> read(Block block) {
        var scripts = new EnumMap<Occasion, Located<NotifyScript>>(Occasion.class);
        KEYWORDS.forEach((occasion, keyword) -> block.counting(keyword)
                .flatMap(statement -> program(block, statement, scriptUser, problems))
                .ifPresent(script -> scripts.put(occasion, script)));
        return scripts;
    }

    /** A program, in quotes where it has arguments, then perhaps a user and a group. */
    static Optional<Located<NotifyScript>> program(
            Block block, Statement statement, String scriptUser, Problems problems) {
        block.refuseAfter(3, statement);
        String keyword = statement.keyword().text();
        var words = statement.arguments();
        if (words.size() > 2) {
            problems.notice(
                    block.within(words.get(2), keyword), "without effect: a script runs with its user's own groups");
        }
        String user = words.size() > 1
                ? ScriptUser.of(words.get(1).text(), block.within(words.get(1), keyword), problems)
                : scriptUser;
        return CommandLine.split(block, statement.withArguments(1), problems)
                .filter(command -> CommandLine.runnable(command, user, "nothing is run", problems))
                .map(command -> command.map(program -> new NotifyScript(program, user)));
    }
}
