package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.credentials.BearerToken;
import io.havip.config.credentials.CredentialException;
import io.havip.config.options.ManagementOptions;
import io.havip.config.options.ManagementOptions.Management;
import io.havip.console.ControlSocket;
import io.havip.console.Outcome;
import io.havip.console.PeerAnswer;
import io.havip.wire.IpAddress;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import picocli.CommandLine.Mixin;

/**
 * The gateway that runs on this host, asked by its own socket. Only where nobody listens, as with a root file system that may
 * not be written, it is asked at the management address of the configuration, or the usual one if that can't be read.
 */
final class RunningGateway {
    private static final int CONNECT_MILLIS = 2_000;
    private static final InetSocketAddress USUAL_MANAGEMENT =
            ManagementOptions.LISTEN.constant().orElseThrow();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final ControlOption control = new ControlOption();

    /** The configuration that it reads when it starts. */
    ConfigOption configuration() {
        return config;
    }

    /** What it can be asked. */
    enum Question {
        HEALTH("health", Optional.of("/health/live"), 2_000),
        STATUS("status", Optional.of("/status"), 5_000),
        EVENTS("events", Optional.of("/events"), 5_000),
        PACKETS("packets", Optional.of("/packets"), 5_000),
        /** Of the other nodes: only the gateway has the token. */
        PEER_EVENTS("peer-events", Optional.empty(), 10_000),
        PEER_PACKETS("peer-packets", Optional.empty(), 10_000),
        PEER_STATUS("peer-status", Optional.empty(), 10_000),
        /** New trackers may take their time. By HTTP any user of the host could ask for one. */
        RELOAD("reload", Optional.empty(), 30_000);

        private final String word;
        private final Optional<String> path;
        private final int timeoutMillis;

        /** @param path where it can be asked by HTTP, if it can */
        Question(String word, Optional<String> path, int timeoutMillis) {
            this.word = word;
            this.path = path;
            this.timeoutMillis = timeoutMillis;
        }
    }

    /**
     * Its answer.
     *
     * @throws IOException when nobody answers in time
     * @throws ConfigException when it has no socket, and the configuration can't be read
     */
    Outcome ask(Question question) throws IOException, ConfigException {
        return ask(question, "");
    }

    /** @param more what is asked in particular, as in {@code after=12}; throws as above */
    Outcome ask(Question question, String more) throws IOException, ConfigException {
        Path socket = control.path();
        if (!control.named() && !ControlSocket.answers(socket)) {
            String path = question.path.orElseThrow(() -> new IOException("nobody listens at " + socket
                    + (question == Question.RELOAD ? ": if one runs, send it a SIGHUP" : "")));
            return askByHttp(management(), more.isEmpty() ? path : path + "?" + more, question.timeoutMillis);
        }
        try {
            return ControlSocket.ask(socket, (question.word + " " + more).strip(), question.timeoutMillis);
        } catch (SocketException e) {
            throw new IOException(socket + ": " + e.getMessage());
        }
    }

    /**
     * What the other nodes answer, which it asks: none where none is configured.
     *
     * @throws IOException when it does not answer in time, or does not ask them
     * @throws ConfigException as above
     */
    List<PeerAnswer> askPeers(Question question, String particulars) throws IOException, ConfigException {
        var answer = ask(question, particulars);
        if (!answer.success()) {
            throw new IOException(answer.message().strip());
        }
        return answer.message()
                .lines()
                .map(line -> PeerAnswer.of(new JsonObject(line)))
                .toList();
    }

    /** Whatever the file says now, the gateway that runs has read a right one: most likely of the usual address. */
    private Management management() throws ConfigException {
        try {
            return config.read().management();
        } catch (ConfigException e) {
            if (answers(USUAL_MANAGEMENT)) {
                return new Management(USUAL_MANAGEMENT, false, List.of(), Optional.empty(), Optional.empty());
            }
            throw e;
        }
    }

    private static boolean answers(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    private static Outcome askByHttp(Management management, String path, int timeoutMillis) throws IOException {
        var listen = management.listen();
        boolean anywhere = listen.getAddress().isAnyLocalAddress();
        var address = anywhere ? new InetSocketAddress(InetAddress.getLoopbackAddress(), listen.getPort()) : listen;
        var connection = connection(management, address, path);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(timeoutMillis);
        int status = connection.getResponseCode();
        try (var body = status < HttpURLConnection.HTTP_BAD_REQUEST
                ? connection.getInputStream()
                : connection.getErrorStream()) {
            return new Outcome(
                    status == HttpURLConnection.HTTP_OK,
                    body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** With what this user may read of the gateway's credentials: it is known by its own key, whatever that is signed with. */
    private static HttpURLConnection connection(Management management, InetSocketAddress address, String path)
            throws IOException {
        boolean secure = management.tls().isPresent();
        var url = URI.create((secure ? "https://" : "http://") + IpAddress.text(address) + path)
                .toURL();
        var connection = (HttpURLConnection) url.openConnection();
        try {
            if (management.tokenFile().isPresent()) {
                connection.setRequestProperty(
                        "Authorization",
                        BearerToken.read(management.tokenFile().get()).header());
            }
        } catch (CredentialException notForThisUser) {
            // What needs none is answered all the same, and the rest with a sentence.
        }
        if (connection instanceof HttpsURLConnection https) {
            try {
                https.setSSLSocketFactory(management.tls().orElseThrow().clientOfItself());
            } catch (CredentialException e) {
                throw new IOException(e.getMessage(), e);
            }
            https.setHostnameVerifier((_, _) -> true);
        }
        return connection;
    }
}
