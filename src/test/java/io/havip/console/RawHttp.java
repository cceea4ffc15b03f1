package io.havip.console;

import io.havip.linux.Clock;
import io.havip.observe.PeerMeters;
import io.havip.observe.journal.Journal;
import io.havip.observe.journal.JournalSettings;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** HTTP as bytes, for tests outside of this package: what strangers send to this gateway, and what another one answers to it. */
public final class RawHttp {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final SimpleMeterRegistry REGISTRY = new SimpleMeterRegistry();

    private RawHttp() {}

    /** For as long as the process runs, once somebody asks for it. */
    private static final class Served {
        static final Vertx VERTX = Vertx.vertx();
        static final int PORT = listen();

        private static int listen() {
            var journal = new Journal("gw1", JournalSettings.MEMORY, TestWorkers.make(), REGISTRY);
            var router = Router.router(VERTX);
            var server = new ManagementServer(VERTX, REGISTRY);
            server.route(router);
            var events = new EventsEndpoint();
            events.route(router);
            events.tell(journal);
            var packets = new PacketsEndpoint();
            packets.route(router);
            packets.tell(journal);
            router.get("/health/live").handler(context -> context.end("UP"));
            try {
                return server.listen(new InetSocketAddress(HERE, 0), Secrets.none());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** All that is answered to bytes after which nothing more comes. */
    public static String served(byte[] request) {
        try (var socket = new Socket(HERE, Served.PORT)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException cutOff) {
            return "";
        }
    }

    /** What the gateway makes of a peer that answers a question after its status with these bytes, and then ends. */
    public static List<PeerAnswer> told(byte[] answer) {
        try (var peer = new ServerSocket(0, 1, HERE)) {
            var address = new InetSocketAddress(HERE, peer.getLocalPort());
            var peers = new Peers(
                    Served.VERTX,
                    List.of(address),
                    Secrets.none(),
                    new PeerMeters(REGISTRY),
                    Clock.MACHINE,
                    TIMEOUT_MILLIS);
            Thread.ofVirtual().start(() -> answer(peer, answer));
            return Stream.of(peers.status().message().split("\n"))
                    .map(line -> PeerAnswer.of(new JsonObject(line)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(ServerSocket peer, byte[] answer) {
        try (var socket = peer.accept()) {
            // What is left unread would take the answer with it.
            new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .lines()
                    .takeWhile(line -> !line.isEmpty())
                    .forEach(_ -> {});
            socket.getOutputStream().write(answer);
        } catch (IOException | UncheckedIOException gone) {
            // Who asked has heard enough.
        }
    }
}
