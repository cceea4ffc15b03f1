package io.havip.haproxy;

import io.havip.linux.Clock;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection to HAProxy's runtime API, kept open in {@code prompt} mode (HAProxy's management guide, section 9.3).
 *
 * <p>One question is under way at most. An answer that is late is not lost: the next {@link #ask} waits for it instead of
 * asking again, so that questions never pile up at a HAProxy that hangs. Used by one thread.
 */
final class RuntimeConnection implements AutoCloseable {
    /** Many times what {@code show info} takes, and enough for the statistics of hundreds of frontends. */
    private static final int REPLY_LIMIT_BYTES = 256 * 1024;

    private static final byte[] PROMPT = ascii("\n> ");
    private static final byte[] MASTER_PROMPT = ascii("\nmaster> ");

    private static final String GREETING = "prompt";
    private static final String INFO = "show info";
    /** Of all frontends, and of nothing else. */
    private static final String FRONTENDS = "show stat -1 1 -1";

    private final Path path;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer received = ByteBuffer.allocate(REPLY_LIMIT_BYTES);
    private final Clock clock;
    /** What was sent and is not answered yet. */
    private @Nullable String asked;

    private long answeredAtNanos;

    /**
     * Connects.
     *
     * @param selector watches the connection from now on: whoever sees it readable calls {@link #receive}
     * @throws IOException if nobody listens or the connection is not permitted
     */
    RuntimeConnection(Path path, Selector selector, Clock clock) throws IOException {
        this.path = path;
        this.clock = clock;
        this.answeredAtNanos = clock.nanos();
        this.selector = selector;
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                throw new ConnectException("too many connections are waiting");
            }
            key = channel.register(selector, SelectionKey.OP_READ);
            send(GREETING);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** When the last complete answer came, or the connection was made; on the monotonic clock. */
    long answeredAtNanos() {
        return answeredAtNanos;
    }

    /**
     * Asks HAProxy about itself.
     *
     * @throws SocketTimeoutException if the deadline has passed; the connection may still be used
     * @throws ProtocolException if the answer is not one of HAProxy's
     * @throws IOException if the connection has ended
     */
    RuntimeInfo ask(long deadlineNanos) throws IOException {
        return RuntimeInfo.parse(answer(INFO, deadlineNanos));
    }

    /**
     * Asks which frontends accept no more connections for now.
     *
     * @return their names
     * @throws IOException as {@link #ask} does
     */
    List<String> fullFrontends(long deadlineNanos) throws IOException {
        return FrontendStatistics.full(answer(FRONTENDS, deadlineNanos));
    }

    private String answer(String question, long deadlineNanos) throws IOException {
        if (asked != null && !asked.equals(question)) {
            awaitReply(deadlineNanos);
        }
        if (asked == null) {
            send(question);
        }
        return awaitReply(deadlineNanos);
    }

    /**
     * Takes in what has arrived.
     *
     * @throws ProtocolException if it is too much, or answers nothing
     * @throws IOException if the connection has ended
     */
    void receive() throws IOException {
        int count = channel.read(received);
        if (count < 0) {
            throw new EOFException("closed by HAProxy");
        }
        if (!received.hasRemaining()) {
            throw new ProtocolException("answers with more than " + REPLY_LIMIT_BYTES + " bytes");
        }
        if (count > 0 && asked == null) {
            throw new ProtocolException("speaks without being asked");
        }
        if (endsWith(MASTER_PROMPT)) {
            throw new ProtocolException("is HAProxy's master socket: name the one of \"stats socket\"");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            // Only a selection takes the closed channel off the selector and lets go of its descriptor.
            selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String awaitReply(long deadlineNanos) throws IOException {
        while (!endsWith(PROMPT)) {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - clock.nanos());
            if (leftMillis <= 0) {
                throw new SocketTimeoutException();
            }
            selector.select(leftMillis);
            if (selector.selectedKeys().remove(key)) {
                receive();
            }
        }
        String reply = new String(received.array(), 0, received.position(), StandardCharsets.UTF_8);
        received.clear();
        asked = null;
        answeredAtNanos = clock.nanos();
        return reply;
    }

    private void send(String command) throws IOException {
        // Never partial: the kernel's buffer is empty, as at most one command is under way.
        channel.write(ByteBuffer.wrap(ascii(command + "\n")));
        asked = command;
    }

    private boolean endsWith(byte[] suffix) {
        int start = received.position() - suffix.length;
        return start >= 0 && received.slice(start, suffix.length).equals(ByteBuffer.wrap(suffix));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
