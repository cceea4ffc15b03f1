package io.havip.migrate;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Starts and stops services as this host does it. Blocks. */
public final class Services {
    /** systemd's. */
    public static final String SYSTEMD = "systemctl ACTION SERVICE";

    private static final String ACTION = "ACTION";
    private static final String SERVICE = "SERVICE";
    private static final int SECONDS_MAX = 90;
    private static final int LOOK_MILLIS = 20;
    private static final int LOOKS_MAX = SECONDS_MAX * 1_000 / LOOK_MILLIS;
    private static final int SAID_BYTES_MAX = 4_096;

    private final List<String> words;

    /**
     * By a command.
     *
     * @param template its words, in which {@value #ACTION} stands for start or stop, and {@value #SERVICE} for the service
     * @throws IllegalArgumentException when one of the two is not in it
     */
    public Services(String template) {
        words = List.of(template.strip().split("\\s+"));
        if (!template.contains(ACTION) || !template.contains(SERVICE)) {
            throw new IllegalArgumentException(
                    "\"" + template + "\" lacks the word " + ACTION + " or " + SERVICE + ", as in " + SYSTEMD);
        }
    }

    /** Whether it is systemd, which also starts services when the host does. */
    boolean systemd() {
        return String.join(" ", words).equals(SYSTEMD);
    }

    /** The command, for people. */
    public String command(String action, String service) {
        return String.join(" ", line(action, service).toList());
    }

    /**
     * Has something done with a service, and waits until it is.
     *
     * @param trouble asked again and again why it should not be waited for any longer
     * @throws IOException with what the command said, if it fails or takes more than {@value #SECONDS_MAX} s; with the trouble
     */
    void run(String action, String service, Supplier<Optional<String>> trouble) throws IOException {
        var said = File.createTempFile("havip-gateway", ".service");
        try {
            var process = new ProcessBuilder(line(action, service).toList())
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(said)
                    .start();
            var cause = trouble.get();
            for (int looks = 0; cause.isEmpty() && !process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS); looks++) {
                cause = looks < LOOKS_MAX
                        ? trouble.get()
                        : Optional.of(command(action, service) + " did not end within " + SECONDS_MAX + " s");
            }
            if (cause.isPresent()) {
                process.destroyForcibly();
                throw new IOException(cause.get());
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        command(action, service) + " ended with status " + process.exitValue() + ": " + tail(said));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(command(action, service) + " was interrupted", e);
        } finally {
            said.delete();
        }
    }

    private Stream<String> line(String action, String service) {
        return words.stream().map(word -> word.replace(ACTION, action).replace(SERVICE, service));
    }

    private static String tail(File said) throws IOException {
        try (var input = new FileInputStream(said)) {
            return new String(input.readNBytes(SAID_BYTES_MAX), StandardCharsets.UTF_8).strip();
        }
    }
}
