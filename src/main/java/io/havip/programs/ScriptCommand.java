package io.havip.programs;

import io.havip.linux.ProcessSignal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** How a script of the operator's is run: by its user, and as the leader of a process group (setsid(1) makes one for it). */
final class ScriptCommand {
    private static final String GROUP_LEADER = "setsid";
    private static final String SUPERUSER = "root";

    private ScriptCommand() {}

    /**
     * The whole command line.
     *
     * @param script what it is, for people
     * @param command the program and its arguments
     * @param user the user to run as; empty for the agent's own
     * @throws IllegalArgumentException if there is no such user, or the agent may not become it
     */
    static List<String> of(String script, List<String> command, String user) {
        var whole = new ArrayList<>(List.of(GROUP_LEADER));
        whole.addAll(asUser(script, user));
        whole.addAll(command);
        return List.copyOf(whole);
    }

    /** Kills what is left of a run: nothing, unless it was cut short. */
    static void kill(Process leader) {
        if (leader.isAlive()) {
            ProcessSignal.KILL.sendToGroup(leader.pid());
            // It may not have got as far as leading a group.
            leader.destroyForcibly();
        }
    }

    /** What to put before a command so that it runs as the configured user. */
    private static List<String> asUser(String script, String user) {
        String self = System.getProperty("user.name");
        if (user.isEmpty() || user.equals(self)) {
            return List.of();
        }
        if (!self.equals(SUPERUSER)) {
            throw new IllegalArgumentException(
                    "%s: cannot run as user %s, because the agent runs as %s and only root may change users; remove the user, or run the agent as root"
                            .formatted(script, user, self));
        }
        return List.of("setpriv", "--reuid=" + user, "--regid=" + primaryGroup(script, user), "--init-groups", "--");
    }

    private static String primaryGroup(String script, String user) {
        try {
            var id = new ProcessBuilder("id", "-g", "--", user)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (id.waitFor() != 0) {
                throw new IllegalArgumentException("%s: cannot run as user %s: %s".formatted(script, user, answer));
            }
            return answer;
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: cannot run as user %s: %s".formatted(script, user, e.getMessage()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking up user " + user, e);
        }
    }
}
