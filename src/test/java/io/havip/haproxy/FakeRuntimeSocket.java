package io.havip.haproxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A runtime socket that behaves in any way but HAProxy's. */
final class FakeRuntimeSocket implements AutoCloseable {
    static final String ANSWER = "Name: HAProxy\nVersion: 3.0.0\nPid: 1\nStopping: 0\n\n> ";

    private final ServerSocketChannel server;
    private final AtomicInteger connections = new AtomicInteger();

    /** What is done with a connection, which is closed afterwards. */
    @FunctionalInterface
    interface Behaviour {
        void serve(Client client) throws IOException;
    }

    FakeRuntimeSocket(Path path, Behaviour behaviour) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Thread.ofPlatform().daemon().start(() -> accept(behaviour));
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept(Behaviour behaviour) {
        try {
            while (true) {
                var channel = server.accept();
                connections.incrementAndGet();
                Thread.ofPlatform().daemon().start(() -> serve(channel, behaviour));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void serve(SocketChannel channel, Behaviour behaviour) {
        try (channel) {
            behaviour.serve(new Client(channel));
        } catch (IOException | UncheckedIOException gone) {
            // The tracker has had enough.
        }
    }

    /** The tracker's end of a connection. */
    record Client(SocketChannel channel) {
        /** Waits for the next command. */
        void receive() throws IOException {
            if (channel.read(ByteBuffer.allocate(1024)) < 0) {
                throw new IOException("closed by the tracker");
            }
        }

        void send(String text) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            try {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
