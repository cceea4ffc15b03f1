package io.havip.config.keepalived;

import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import java.util.Optional;

/** Who runs a script: whom the file names, as far as the agent may become that user. */
final class ScriptUser {
    private static final String SUPERUSER = "root";
    private static final String SELF = "";

    private ScriptUser() {}

    /** A user, and perhaps its group, which is the user's own in any case. */
    static Optional<String> read(Block block, String name, Problems problems) {
        return block.counting(name).flatMap(statement -> {
            block.refuseAfter(2, statement);
            if (statement.arguments().size() > 1) {
                problems.notice(
                        block.within(statement.arguments().get(1), name),
                        "without effect: a script runs with its user's own groups");
            }
            return block.argument(statement.withArguments(1), "give the user's name")
                    .map(user -> of(user.value(), user.place(), problems));
        });
    }

    /** The user, or none for the agent's own; keepalived is always root, and an agent that is not says so. */
    static String of(String name, Place place, Problems problems) {
        return of(name, System.getProperty("user.name"), place, problems);
    }

    static String of(String name, String agent, Place place, Problems problems) {
        if (name.equals(agent) || agent.equals(SUPERUSER)) {
            return name;
        }
        problems.notice(
                place,
                "the agent is not root and can't become " + name + ": scripts run as its own user, " + agent
                        + "; give that user the rights that they need");
        return SELF;
    }
}
