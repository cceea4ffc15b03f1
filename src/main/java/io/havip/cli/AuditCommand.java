package io.havip.cli;

import io.havip.audit.Audit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Follows virtual routers through captures, whoever runs them. */
@Command(
        name = "audit",
        description = "Says who was active when in a capture, of any VRRP routers, how long takeovers took against what"
                + " the protocol allows, and what went wrong. Exit status 3: something did; 2: a file can't be read.",
        mixinStandardHelpOptions = true)
final class AuditCommand implements Callable<Integer> {
    private static final int EXIT_FINDINGS = 3;
    private static final long MILLISECOND_NANOS = 1_000_000L;
    private static final long TOLERANCE_MAX_MILLIS = 3_600_000L;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "A capture, pcapng or pcap. Several are read as one, in the order of time: parts of a capture,"
                            + " or points of one network.")
    private List<Path> paths = new ArrayList<>();

    @Option(
            names = "--tolerance",
            paramLabel = "MILLISECONDS",
            defaultValue = "50",
            description =
                    "How much later than the protocol allows counts as in time: where and when the capture was made"
                            + " is not where and when a router heard it. Default: ${DEFAULT-VALUE}.")
    private long toleranceMillis;

    @Option(names = "--json", description = "Print the same for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (toleranceMillis < 0 || toleranceMillis > TOLERANCE_MAX_MILLIS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--tolerance: %d is not in 0..%d".formatted(toleranceMillis, TOLERANCE_MAX_MILLIS));
        }
        try (var files = CaptureFiles.open(paths)) {
            var audit = new Audit(toleranceMillis * MILLISECOND_NANOS);
            files.show(audit);
            var report = audit.report();
            var notes = new ArrayList<>(files.notes());
            notes.addAll(report.notes());
            spec.commandLine()
                    .getOut()
                    .print(
                            json
                                    ? AuditJson.of(report, paths, notes, files.names())
                                    : Colours.of(AuditText.of(report, paths, notes, files.names())));
            spec.commandLine().getOut().flush();
            return report.well() ? CommandLine.ExitCode.OK : EXIT_FINDINGS;
        } catch (CaptureFiles.Unreadable e) {
            spec.commandLine()
                    .getErr()
                    .println(Colours.of(String.valueOf(e.getMessage())).stripTrailing());
            return Main.EXIT_INVALID;
        }
    }
}
