package io.havip.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** This process begun anew, as the same one for whoever has started it, with other options for the Java machine. */
public final class Reexecution {
    /** As {@link Proc} reads them: each byte a character. */
    private static final Charset AS_IT_WAS = StandardCharsets.ISO_8859_1;

    private static final List<String> PROGRAM = List.of("-jar", "-cp", "-classpath");

    private Reexecution() {}

    /**
     * Does not return. What is open stays open unless it is to be closed then, as everything that Java opens is.
     *
     * @param options they count for more than those that it has been given
     * @throws ErrnoException when that can't be
     */
    public static void with(List<String> options) {
        long self = ProcessHandle.current().pid();
        var program = Proc.program(self).orElseThrow(() -> new IllegalStateException("/proc is not there"));
        var arguments = arguments(Proc.commandLine(self), options);
        try (var arena = Arena.ofConfined()) {
            var vector = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1);
            for (int index = 0; index < arguments.size(); index++) {
                vector.setAtIndex(ValueLayout.ADDRESS, index, arena.allocateFrom(arguments.get(index), AS_IT_WAS));
            }
            vector.setAtIndex(ValueLayout.ADDRESS, arguments.size(), MemorySegment.NULL);
            Libc.check("execv", Libc.execv(arena.allocateFrom(program.toString()), vector));
        }
    }

    /** A command line with further options, behind those that are there. */
    static List<String> arguments(List<String> commandLine, List<String> options) {
        var arguments = new ArrayList<>(commandLine);
        int program = 1;
        while (program < arguments.size() && !PROGRAM.contains(arguments.get(program))) {
            program++;
        }
        arguments.addAll(program, options);
        return arguments;
    }

    /** One that this process was given by its command line, not by a file of options: the first that begins so. */
    public static Optional<String> option(String start) {
        return Proc.commandLine(ProcessHandle.current().pid()).stream()
                .takeWhile(argument -> !PROGRAM.contains(argument))
                .filter(argument -> argument.startsWith(start))
                .findFirst();
    }
}
