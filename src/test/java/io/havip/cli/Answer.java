package io.havip.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What the command line has answered, run within the test's process. */
record Answer(int status, String out, String err) {
    static Answer run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int status = Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Answer(status, out.toString(), err.toString());
    }
}
