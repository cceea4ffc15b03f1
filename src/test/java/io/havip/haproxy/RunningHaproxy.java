package io.havip.haproxy;

import static org.awaitility.Awaitility.await;

import io.havip.linux.Proc;
import io.havip.linux.ProcessSignal;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A real HAProxy on loopback, run as someone other than the agent would run it. */
final class RunningHaproxy implements AutoCloseable {
    /** Another HAProxy than the installed one, to test with. */
    private static final String BINARY_PROPERTY = "haproxy.binary";

    private final Path directory;
    private final int port;
    private final List<ProcessHandle> started = new ArrayList<>();

    private RunningHaproxy(Path directory) throws IOException {
        this.directory = directory;
        this.port = freePort();
        configure("stats socket %s mode 600 level user expose-fd listeners".formatted(socket()));
    }

    /** Prepares a directory with a configuration. */
    static RunningHaproxy in(Path directory) throws IOException {
        Requirement.HAPROXY.ensure();
        return new RunningHaproxy(directory);
    }

    static Path binary() {
        return Path.of(System.getProperty(BINARY_PROPERTY, "/usr/sbin/haproxy"));
    }

    /** Replaces the configuration's {@code global} section. */
    void configure(String global) throws IOException {
        configure(global, "");
    }

    /** The same with another line in its one frontend, {@code f}. */
    void configure(String global, String frontend) throws IOException {
        Files.writeString(configuration(), """
            global
              %s
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            frontend f
              bind 127.0.0.1:%d
              %s
              http-request return status 503 if { path /broken }
              http-request return status 200 content-type text/plain string ok
            """.formatted(global, port, frontend));
    }

    Path socket() {
        return directory.resolve("haproxy.sock");
    }

    Path configuration() {
        return directory.resolve("haproxy.cfg");
    }

    Path pidFile() {
        return directory.resolve("haproxy.pid");
    }

    InetSocketAddress listener() {
        return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
    }

    /** What it has written so far. */
    String output() throws IOException {
        return Files.readString(directory.resolve("output"));
    }

    /** Starts a master in the foreground, which starts the worker. */
    ProcessHandle startMaster(String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                binary().toString(),
                "-W",
                "-db",
                "-f",
                configuration().toString(),
                "-p",
                pidFile().toString()));
        command.addAll(List.of(options));
        long readyBefore = readiness();
        var master = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("output").toFile()))
                .start()
                .toHandle();
        started.add(master);
        await().until(() -> readiness() > readyBefore);
        return master;
    }

    /** Starts it as a plain daemon. */
    void startDaemon() throws IOException, InterruptedException {
        runDaemon(List.of());
    }

    /** Starts a daemon that takes over from the one that runs: {@code -sf} lets that finish, {@code -st} ends it. */
    void replaceDaemon(String howTheFormerEnds) throws IOException, InterruptedException {
        var options = new ArrayList<>(List.of(howTheFormerEnds));
        options.addAll(Files.readAllLines(pidFile()));
        runDaemon(options);
    }

    private void runDaemon(List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                binary().toString(),
                "-D",
                "-f",
                configuration().toString(),
                "-p",
                pidFile().toString()));
        command.addAll(options);
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(Files.readString(directory.resolve("output")));
        }
        for (String pid : Files.readAllLines(pidFile())) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(started::add);
        }
    }

    static ProcessHandle worker(ProcessHandle master) {
        return workers(master).findFirst().orElseThrow();
    }

    /** Has a master do something: one that starts, or starts itself anew, loses signals, or ends by them. */
    static void signalMaster(String signal, ProcessHandle master) {
        await().until(() -> ProcessSignal.USR2.caughtBy(master.pid()));
        signal(signal, master.pid());
    }

    static void signal(String signal, long pid) {
        try {
            new ProcessBuilder("sh", "-c", "kill -%s %d".formatted(signal, pid))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static boolean runs(long pid) {
        return Proc.process(pid).filter(process -> !process.ended()).isPresent();
    }

    @Override
    public void close() {
        for (var process : started) {
            var workers = workers(process).toList();
            process.destroyForcibly();
            workers.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /** How many masters have said that they are ready. */
    private long readiness() throws IOException {
        var output = directory.resolve("output");
        return Files.exists(output)
                ? output().lines()
                        .filter(line -> line.contains("Loading success"))
                        .count()
                : 0;
    }

    private static Stream<ProcessHandle> workers(ProcessHandle master) {
        return master.children().filter(child -> runs(child.pid()));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
