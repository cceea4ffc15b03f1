package io.havip.console;

import io.havip.linux.Clock;
import io.havip.linux.Proc;
import io.havip.linux.Workers;
import io.havip.observe.ControlMeters;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The command line's own way into a running agent, whatever its configuration file says meanwhile and whoever holds its HTTP
 * connections: a UNIX domain socket, which the owner of the file, its group and root may use. A client says one word, a blank
 * and more where the word asks for more, and the end of a line. The first line of the answer is {@code ok} or {@code refused};
 * what follows until the end is the message.
 */
public final class ControlSocket implements AutoCloseable {
    private static final String THREAD = "control";
    private static final Path FOLDER = Path.of("/run/havip-gateway");

    /** Of those whose word is yet to be read, and of those who have said the same one. */
    private static final int AT_ONCE = 8;

    private static final int WORD_BYTES_MAX = 64;
    private static final int ANSWER_BYTES_MAX = 16 << 20;
    private static final long CLIENT_PATIENCE_MILLIS = 2_000;
    private static final long RETRY_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 3_000;
    private static final long IDLE_SECONDS = 10;
    private static final String OK = "ok\n";
    private static final String REFUSED = "refused\n";

    private final Path path;
    private final Map<String, Command> commands;
    private final ControlMeters meters;
    private final Consumer<String> warn;
    private final Workers workers;
    private final Selector selector = Selector.open();
    private volatile boolean closed;
    private volatile ServerSocketChannel server;
    private volatile @Nullable Object file;
    private final ExecutorService reading = threads(THREAD);

    /** Has threads of its own: one that takes long keeps no other out. */
    private record Command(Function<String, Outcome> action, ExecutorService threads) {}

    /**
     * Listens from now on.
     *
     * @param commands what is done for a word, with what stands behind it; called by several threads
     * @param warn takes a sentence about what went wrong
     * @throws IOException if that is not possible there, or another agent does already
     */
    public ControlSocket(
            Path path,
            Map<String, Function<String, Outcome>> commands,
            ControlMeters meters,
            Consumer<String> warn,
            Workers workers)
            throws IOException {
        this.path = path;
        this.commands = commands.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        each -> new Command(each.getValue(), threads(THREAD + "-" + each.getKey()))));
        this.meters = meters;
        this.warn = warn;
        this.workers = workers;
        if (answers(path)) {
            throw new IOException("another gateway answers there");
        }
        server = listen();
        file = identity(path);
        var _ = workers.start(THREAD, this::accept);
    }

    private static ExecutorService threads(String name) {
        return new ThreadPoolExecutor(
                0,
                AT_ONCE,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    }

    /**
     * Where an agent listens if nobody says otherwise: one for each network namespace, as agents that share one need
     * different names anyway.
     */
    public static Path usualPath() {
        try {
            String namespace = Proc.ourNetwork().replaceAll("\\D", "");
            return FOLDER.resolve("control-" + namespace + ".sock");
        } catch (IOException withoutProc) {
            return FOLDER.resolve("control.sock");
        }
    }

    /** Whether an agent listens there. */
    public static boolean answers(Path path) {
        try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            channel.connect(UnixDomainSocketAddress.of(path));
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    /**
     * Asks the agent that listens there.
     *
     * @throws SocketException if none does, or it may not be asked
     * @throws IOException if it does not answer in time
     */
    public static Outcome ask(Path path, String word, long timeoutMillis) throws IOException {
        try (var connection =
                new ControlConnection(SocketChannel.open(UnixDomainSocketAddress.of(path)), Clock.MACHINE)) {
            connection.write(word + "\n", timeoutMillis);
            String answer = connection.readAll(ANSWER_BYTES_MAX, timeoutMillis);
            if (!answer.startsWith(OK) && !answer.startsWith(REFUSED)) {
                throw new IOException("too many ask at once, or the agent ends");
            }
            return new Outcome(answer.startsWith(OK), answer.substring(answer.indexOf('\n') + 1));
        }
    }

    private ServerSocketChannel listen() throws IOException {
        var folder = path.toAbsolutePath().getParent();
        if (!Files.exists(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        }
        Files.deleteIfExists(path);
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(path));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_ACCEPT);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.exists(path)
                ? Files.readAttributes(path, BasicFileAttributes.class).fileKey()
                : null;
    }

    private void accept() throws InterruptedException {
        while (!closed) {
            try {
                selector.select(LOOK_MILLIS);
                selector.selectedKeys().clear();
                var client = server.accept();
                if (client != null) {
                    var connection = new ControlConnection(client, Clock.MACHINE);
                    execute(reading, connection, () -> read(connection));
                } else if (!closed && !Objects.equals(identity(path), file) && !answers(path)) {
                    listenAnew();
                }
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    warn.accept("the command line can't be listened to at present: " + e);
                    Thread.sleep(RETRY_MILLIS);
                }
            }
        }
    }

    /** Whoever cleans folders up may have taken it away. */
    private void listenAnew() throws IOException {
        var former = server;
        server = listen();
        file = identity(path);
        former.close();
        warn.accept(path + " was gone: it is there again");
    }

    /** Whoever comes when all threads are taken hears that the connection has ended. */
    private void execute(ExecutorService threads, ControlConnection connection, Runnable task) {
        try {
            threads.execute(workers.guarded(THREAD, task));
        } catch (RejectedExecutionException tooMany) {
            meters.refused();
            close(connection);
        }
    }

    private void read(ControlConnection connection) {
        String line;
        try {
            line = connection.readLine(WORD_BYTES_MAX, CLIENT_PATIENCE_MILLIS).strip();
        } catch (IOException leftOrSilent) {
            close(connection);
            return;
        }
        int blank = line.indexOf(' ');
        String word = blank < 0 ? line : line.substring(0, blank);
        String more = blank < 0 ? "" : line.substring(blank + 1).strip();
        var command = commands.get(word);
        if (command == null) {
            answer(
                    connection,
                    new Outcome(
                            false,
                            "there is no '" + word + "', but " + String.join(", ", new TreeSet<>(commands.keySet()))));
        } else {
            execute(command.threads(), connection, () -> answer(connection, carryOut(word, more, command.action())));
        }
    }

    private Outcome carryOut(String word, String more, Function<String, Outcome> action) {
        try {
            return action.apply(more);
        } catch (RuntimeException e) {
            warn.accept(word + ": " + e);
            return new Outcome(false, e.toString());
        }
    }

    private static void answer(ControlConnection connection, Outcome outcome) {
        try (connection) {
            connection.write((outcome.success() ? OK : REFUSED) + outcome.message(), CLIENT_PATIENCE_MILLIS);
        } catch (IOException leftOrSilent) {
            // His own affair.
        }
    }

    private static void close(ControlConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // Then it has ended all the same.
        }
    }

    /** Listens no longer. What is being answered is answered to its end, unless the process ends before. */
    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        selector.close();
        reading.shutdown();
        commands.values().forEach(command -> command.threads().shutdown());
        if (file != null && Objects.equals(identity(path), file)) {
            Files.deleteIfExists(path);
        }
    }
}
