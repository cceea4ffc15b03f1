package io.havip.migrate;

import io.havip.linux.Proc;
import io.havip.linux.ProcessEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A keepalived that runs on this host, in our network namespace.
 *
 * @param pid of its first process, the one that a service starts
 * @param service the systemd service that it is, without {@code .service}; empty where none is named after keepalived: that of
 *     cron, of a container's runtime or of a session holds other processes as well
 * @param file what it was started with ({@code --use-file})
 * @param configId what it was started with ({@code --config-id})
 */
public record RunningKeepalived(long pid, Optional<String> service, Path file, Optional<String> configId) {
    private static final String NAME = "keepalived";
    /** What the kernel appends once a package has replaced the file. */
    private static final String REPLACED = " (deleted)";

    /** Of what the kernel says of it, in seconds since it booted, which itself is known by the second. */
    private static final Duration START_PRECISION = Duration.ofSeconds(2);

    private static final Path USUAL_FILE = Path.of("/etc/keepalived/keepalived.conf");
    private static final String VERSION = "Keepalived v";
    private static final int VERSION_SECONDS_MAX = 5;

    /** All there are: more than one where instances have processes of their own. */
    public static List<RunningKeepalived> all() {
        return Proc.processes().stream()
                .flatMap(pid -> Proc.process(pid).stream())
                .filter(process -> isKeepalived(process)
                        && Proc.process(process.parent()).stream().noneMatch(RunningKeepalived::isKeepalived)
                        && Proc.sharesOurNetwork(process.pid()))
                .map(process -> of(process.pid(), Proc.commandLine(process.pid())))
                .toList();
    }

    /** By its program: {@code process_name} gives it other names, and a script may have this one. */
    private static boolean isKeepalived(ProcessEntry process) {
        String name = Proc.program(process.pid())
                .map(program -> program.getFileName().toString())
                .orElse(process.name());
        return !process.ended() && (name.equals(NAME) || name.equals(NAME + REPLACED));
    }

    private static RunningKeepalived of(long pid, List<String> commandLine) {
        var folder = Proc.folder(pid).orElse(Path.of("/"));
        return new RunningKeepalived(
                pid,
                Proc.service(pid).filter(service -> service.contains(NAME)),
                argument(commandLine, "-f", "--use-file").map(folder::resolve).orElse(USUAL_FILE),
                argument(commandLine, "-i", "--config-id"));
    }

    /** As getopt_long(3) reads it: {@code -fFILE}, {@code -f FILE}, {@code --use-file=FILE} or {@code --use-file FILE}. */
    static Optional<String> argument(List<String> commandLine, String letter, String word) {
        Optional<String> found = Optional.empty();
        for (int i = 1; i < commandLine.size(); i++) {
            String said = commandLine.get(i);
            if (said.equals(letter) || said.equals(word)) {
                found = i + 1 < commandLine.size() ? Optional.of(commandLine.get(i + 1)) : found;
                i++;
            } else if (said.startsWith(word + "=")) {
                found = Optional.of(said.substring(word.length() + 1));
            } else if (said.startsWith(letter)) {
                found = Optional.of(said.substring(letter.length()));
            }
        }
        return found;
    }

    /** Whether its file was changed after it had been started; it may have read it again. */
    public boolean hasOlderFile() {
        try {
            var changed = Files.getLastModifiedTime(file).toInstant();
            return ProcessHandle.of(pid)
                    .flatMap(process -> process.info().startInstant())
                    .filter(started -> changed.isAfter(started.plus(START_PRECISION)))
                    .isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** E.g. {@code 2.3.3}; empty where it does not tell. Runs its program, which takes a moment. */
    public Optional<String> version() {
        try {
            var process = new ProcessBuilder("/proc/" + pid + "/exe", "--version")
                    .redirectErrorStream(true)
                    .start();
            try (var lines = process.inputReader()) {
                process.getOutputStream().close();
                return lines.lines()
                        .filter(line -> line.startsWith(VERSION))
                        .map(line -> line.substring(VERSION.length()).split(" ", 2)[0])
                        .findFirst();
            } finally {
                if (!process.waitFor(VERSION_SECONDS_MAX, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
