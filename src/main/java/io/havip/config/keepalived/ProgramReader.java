package io.havip.config.keepalived;

import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Option;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.ProgramOptions.Fifo;
import io.havip.config.options.ProgramOptions.Limited;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.ProgramOptions.Programs;
import io.havip.config.options.Settings;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import java.util.List;
import java.util.Optional;

/** Reads programs that are run: {@code notify} and its kind, and those of {@code global_defs}. */
final class ProgramReader {
    private final String scriptUser;
    private final Problems problems;

    /** @param scriptUser the user of programs that have none of their own */
    ProgramReader(String scriptUser, Problems problems) {
        this.scriptUser = scriptUser;
        this.problems = problems;
    }

    /** Who is told of state changes, if anybody is. */
    Optional<Settings> notified(Block block, Settings parent) {
        var notify = parent.beneath(Notify.SECTION, block.place());
        Notify.OPTIONS.values().forEach(option -> read(block, option.keywords().getFirst(), option, notify));
        return Optional.of(notify).filter(told -> !told.isEmpty());
    }

    /** What is run at the start and the end, and FIFOs. */
    void programs(Block globals, Settings root) {
        var programs = root.beneath(Programs.SECTION, globals.place());
        limited(globals, "startup_script", Programs.STARTUP, programs);
        limited(globals, "shutdown_script", Programs.SHUTDOWN, programs);
        fifo(globals, "notify_fifo", programs);
        fifo(globals, "vrrp_notify_fifo", programs);
        if (!programs.isEmpty()) {
            root.put(GatewayOptions.PROGRAMS, programs.here());
        }
    }

    private void limited(Block globals, String keyword, Option<Settings> option, Settings programs) {
        var timeout = globals.read(Limited.TIMEOUT, keyword + "_timeout");
        read(globals, keyword, option, programs);
        programs.find(option).ifPresent(program -> timeout.ifPresent(given -> program.put(Limited.TIMEOUT, given)));
    }

    private void read(Block block, String keyword, Option<Settings> option, Settings into) {
        block.counting(keyword).ifPresent(statement -> {
            Place place = block.placeOf(statement);
            var program = into.beneath(option.section().orElseThrow(), place);
            if (program(block, statement, program)) {
                into.put(option, program.here());
            }
        });
    }

    /** A program, in quotes where it has arguments, then perhaps a user and a group; whether it can be run. */
    private boolean program(Block block, Statement statement, Settings program) {
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
        var command = CommandLine.split(block, statement.withArguments(1), problems)
                .filter(each -> CommandLine.runnable(each, user, "nothing is run", problems));
        command.ifPresent(each -> put(program, each, user));
        return command.isPresent();
    }

    /** @param user empty for the agent's own */
    static void put(Settings program, Located<List<String>> command, String user) {
        command.value().forEach(word -> program.add(ProgramOptions.COMMAND, command.with(word)));
        if (!user.isEmpty()) {
            program.put(ProgramOptions.USER, command.with(user));
        }
    }

    /** A path, then perhaps a user and a group. */
    private void fifo(Block globals, String keyword, Settings programs) {
        globals.counting(keyword).ifPresent(statement -> {
            globals.refuseAfter(3, statement);
            var fifo = programs.beneath(Fifo.SECTION, globals.placeOf(statement));
            globals.value(Fifo.PATH, statement.withArguments(1)).ifPresent(path -> {
                fifo.put(Fifo.PATH, path);
                programs.add(Programs.FIFOS, path.with(fifo));
            });
            var words = statement.arguments();
            if (words.size() > 1) {
                String group = words.size() > 2 ? ":" + words.get(2).text() : "";
                fifo.set(Fifo.OWNER, words.get(1).text() + group);
            }
            read(globals, keyword + "_script", Fifo.READER, fifo);
        });
    }
}
