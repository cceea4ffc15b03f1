package io.havip.agent;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Connections on which a request was begun, and nothing more is said; they are held whether the agent has closed its end or not. */
final class UnfinishedRequests implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 5_000;
    /** Fits into what a header may have: a longer one would be answered, and its connection closed. */
    private static final String BEGUN = "GET /x HTTP/1.1\r\nHost: x\r\nX-A: " + "A".repeat(3_000);

    private final List<Socket> held = new ArrayList<>();

    /**
     * @param server where they go to
     * @param clients the addresses that they come from, in turn
     */
    static UnfinishedRequests hold(InetSocketAddress server, List<String> clients, int count) throws IOException {
        var requests = new UnfinishedRequests();
        for (int i = 0; i < count; i++) {
            requests.begin(new InetSocketAddress(clients.get(i % clients.size()), 0), server);
        }
        return requests;
    }

    private void begin(InetSocketAddress client, InetSocketAddress server) throws IOException {
        var socket = new Socket();
        held.add(socket);
        socket.bind(client);
        socket.connect(server, TIMEOUT_MILLIS);
        try {
            socket.getOutputStream().write(BEGUN.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException closed) {
            // By the agent: it has enough of them.
        }
    }

    @Override
    public void close() throws IOException {
        for (var socket : held) {
            socket.close();
        }
    }
}
