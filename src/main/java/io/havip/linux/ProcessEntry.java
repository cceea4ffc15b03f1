package io.havip.linux;

import java.util.Optional;

/**
 * A process, as {@code /proc/<pid>/stat} shows it to everyone (proc_pid_stat(5)).
 *
 * @param pid its id
 * @param name the name of its program, cut to {@value #NAME_LENGTH_MAX} characters
 * @param state one letter, {@code Z} and {@code X} for a process that has ended
 * @param parent the id of its parent
 * @param session the id of the process that leads its session
 * @param startTicks when it started, in clock ticks since the machine did
 */
public record ProcessEntry(long pid, String name, char state, long parent, long session, long startTicks) {
    /** TASK_COMM_LEN, without its end. */
    public static final int NAME_LENGTH_MAX = 15;

    static ProcessEntry parse(String stat) {
        int open = stat.indexOf('(');
        // The name may itself contain parentheses and spaces.
        int close = stat.lastIndexOf(')');
        var fields = stat.substring(close + 2).split(" ", -1);
        return new ProcessEntry(
                Long.parseLong(stat.substring(0, open).strip()),
                stat.substring(open + 1, close),
                fields[0].charAt(0),
                Long.parseLong(fields[1]),
                Long.parseLong(fields[3]),
                Long.parseLong(fields[19]));
    }

    public boolean ended() {
        return state == 'Z' || state == 'X';
    }

    public boolean descendsFrom(long ancestor) {
        for (var process = Optional.of(this);
                process.isPresent();
                process = Proc.process(process.get().parent())) {
            if (process.get().parent() == ancestor) {
                return true;
            }
        }
        return false;
    }
}
