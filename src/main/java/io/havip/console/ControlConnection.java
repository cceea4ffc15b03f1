package io.havip.console;

import io.havip.linux.Clock;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** One end of a connection to a {@link ControlSocket}: text of limited size, in limited time. Used by one thread at a time. */
final class ControlConnection implements AutoCloseable {
    /** More room is made when it is needed. */
    private static final int PIECE_BYTES = 4_096;

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Clock clock;

    /** Takes the channel over. */
    ControlConnection(SocketChannel channel, Clock clock) throws IOException {
        this.channel = channel;
        this.clock = clock;
        try {
            selector = Selector.open();
            channel.configureBlocking(false);
            key = channel.register(selector, 0);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * What the other end says up to the end of a line, or until it ends.
     *
     * @throws SocketTimeoutException if that does not come in time
     * @throws ProtocolException if it is more than {@code bytesMax}
     */
    String readLine(int bytesMax, long timeoutMillis) throws IOException {
        return read(bytesMax, timeoutMillis, true);
    }

    /** Likewise, whatever lines there are, until the other end ends. */
    String readAll(int bytesMax, long timeoutMillis) throws IOException {
        return read(bytesMax, timeoutMillis, false);
    }

    private String read(int bytesMax, long timeoutMillis, boolean oneLine) throws IOException {
        long deadlineNanos = deadline(timeoutMillis);
        var received = ByteBuffer.allocate(Math.min(bytesMax, PIECE_BYTES));
        while (!oneLine || !endsLine(received)) {
            await(SelectionKey.OP_READ, deadlineNanos);
            if (channel.read(received) < 0) {
                break;
            }
            if (received.position() == bytesMax) {
                throw new ProtocolException("more than " + bytesMax + " bytes");
            }
            received = withRoom(received, bytesMax);
        }
        return new String(received.array(), 0, received.position(), StandardCharsets.UTF_8);
    }

    private static ByteBuffer withRoom(ByteBuffer received, int bytesMax) {
        return received.hasRemaining()
                ? received
                : ByteBuffer.allocate(Math.min(bytesMax, 2 * received.capacity()))
                        .put(received.flip());
    }

    private static boolean endsLine(ByteBuffer received) {
        return received.position() > 0 && received.get(received.position() - 1) == '\n';
    }

    /** @throws SocketTimeoutException if the other end does not take it in time */
    void write(String text, long timeoutMillis) throws IOException {
        long deadlineNanos = deadline(timeoutMillis);
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            await(SelectionKey.OP_WRITE, deadlineNanos);
            channel.write(bytes);
        }
    }

    private long deadline(long timeoutMillis) {
        return clock.nanos() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    private void await(int operation, long deadlineNanos) throws IOException {
        key.interestOps(operation);
        do {
            long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - clock.nanos());
            if (leftMillis <= 0) {
                throw new SocketTimeoutException("nothing came in time");
            }
            selector.select(leftMillis);
        } while (selector.selectedKeys().isEmpty());
        selector.selectedKeys().clear();
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
