package io.havip.config.options;

import io.havip.cloud.http.HttpCloudSettings;
import io.havip.cloud.http.HttpCloudSettings.Condition;
import io.havip.cloud.http.HttpCloudSettings.Header;
import io.havip.cloud.http.HttpCloudSettings.MoveRequest;
import io.havip.cloud.http.HttpCloudSettings.ReadRequest;
import io.havip.cloud.http.Placeholder;
import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An API that moves addresses, described by its requests. */
public final class HttpCloudOptions {
    private HttpCloudOptions() {}

    /** How the API is asked who holds an address. */
    public static final class Read {
        private Read() {}

        public static final Option<String> URL = Option.required(
                        "url",
                        RequestWords.url(),
                        "What is asked with GET: `https://api.example/v1/ips/{id}`.",
                        "say where the API tells who holds an address: url: https://api.example/v1/ips/{id}")
                .variables("HAVIP_CLOUD_HTTP_READ_URL");
        public static final Option<String> HOLDER = Option.required(
                        "holder",
                        RequestWords.pointer(),
                        "A JSON Pointer (RFC 6901) to who holds it: `/ip/server`. Where there is nothing, or `null`, nobody"
                                + " does.",
                        "say where in the answer the holder stands: holder: /ip/server")
                .variables("HAVIP_CLOUD_HTTP_READ_HOLDER");

        public static final Option<List<Located<Condition>>> SUCCESS = Option.of(
                        "success",
                        new Items<>(RequestWords.condition()),
                        "What has to be so in the answer besides a status 2xx, so that what it does not have is nobody's:"
                                + " `/status=ok`.")
                .otherwise("the status says it")
                .variables("HAVIP_CLOUD_HTTP_READ_SUCCESS");

        public static final Section SECTION = Section.of("read", URL, HOLDER, SUCCESS);
    }

    /** How the API is asked to move an address to this node. */
    public static final class Move {
        private Move() {}

        public static final Option<String> METHOD = Option.of("method", Type.choice(methods()), "That of HTTP.")
                .standard("POST")
                .variables("HAVIP_CLOUD_HTTP_MOVE_METHOD");
        public static final Option<String> URL = Option.required(
                        "url",
                        RequestWords.url(),
                        "What is asked: `https://api.example/v1/ips/{id}/assign`.",
                        "say where the API moves an address: url: https://api.example/v1/ips/{id}/assign")
                .variables("HAVIP_CLOUD_HTTP_MOVE_URL");
        public static final Option<String> BODY = Option.of(
                        "body",
                        RequestWords.template(),
                        "What is sent: `{\"server\": {node}}`. What is put into it is escaped as JSON has it, or a form,"
                                + " where a header `Content-Type` says so.")
                .otherwise("nothing")
                .variables("HAVIP_CLOUD_HTTP_MOVE_BODY");
        public static final Option<List<Located<Condition>>> SUCCESS = Option.of(
                        "success",
                        new Items<>(RequestWords.condition()),
                        "What has to be so in the answer besides a status 2xx: `/action/status=success`.")
                .otherwise("the status says it")
                .variables("HAVIP_CLOUD_HTTP_MOVE_SUCCESS");

        public static final Section SECTION = Section.of("move", METHOD, URL, BODY, SUCCESS);

        private static LinkedHashMap<String, String> methods() {
            var methods = new LinkedHashMap<String, String>();
            Stream.of("POST", "PUT", "PATCH", "DELETE", "GET").forEach(method -> methods.put(method, method));
            return methods;
        }
    }

    public static final Option<String> NODE = Option.required(
                    "node",
                    Type.text(),
                    "What the API calls this node: the text or the number that `holder` leads to when it holds the address.",
                    "say what the API calls this node: node: \"4711\"")
            .variables("HAVIP_CLOUD_HTTP_NODE");
    public static final Option<List<Located<Map.Entry<InetAddress, String>>>> IDS = Option.of(
                    "ids",
                    new Items<>(RequestWords.named()),
                    "What it calls the virtual addresses, for `{id}`: `203.0.113.5=ip-77`.")
            .otherwise("the addresses themselves")
            .variables("HAVIP_CLOUD_HTTP_IDS");
    public static final Option<Path> SECRET = Option.of(
                    "secret-file",
                    Type.path(),
                    "The file of what `{secret}` stands for. It is read for each request. Others than its owner and group must"
                            + " not be able to read it.")
            .otherwise("there is no secret")
            .variables("HAVIP_CLOUD_HTTP_SECRET_FILE");
    public static final Option<String> AUTHORIZATION = Option.of(
                    "authorization", RequestWords.template(), "The header `Authorization`, with `{secret}` in it.")
            .otherwise(
                    "`Bearer {secret}` with `secret-file`",
                    http -> http.find(SECRET).map(_ -> "Bearer " + Placeholder.SECRET.text()))
            .variables("HAVIP_CLOUD_HTTP_AUTHORIZATION");
    public static final Option<List<Located<Header>>> HEADERS = Option.of(
            "headers", new Items<>(RequestWords.header()), "Further headers of all requests: `X-Project: havip`.");
    public static final Option<Path> AUTHORITY = Option.of(
                    "ca", Type.path(), "A PEM file: who has signed the API's certificate.")
            .otherwise("those whom Java trusts")
            .variables("HAVIP_CLOUD_HTTP_CA");
    public static final Option<Boolean> INSECURE = Option.of(
                    "insecure", Type.flag(), "Whether the API may be asked over plain HTTP.")
            .standard(false)
            .variables("HAVIP_CLOUD_HTTP_INSECURE");
    public static final Option<Settings> READ = Option.required(
            "read",
            new Group(Read.SECTION),
            "How it is asked who holds an address.",
            "describe it: read: {url: URL, holder: POINTER}");
    public static final Option<Settings> MOVE = Option.required(
            "move",
            new Group(Move.SECTION),
            "How it is asked to move an address to this node.",
            "describe it: move: {url: URL, body: JSON}");

    public static final Section SECTION =
            Section.of("http", NODE, IDS, SECRET, AUTHORIZATION, HEADERS, AUTHORITY, INSECURE, READ, MOVE);

    /** Empty where what is wrong has been reported. */
    public static Optional<HttpCloudSettings> settings(Settings http, Problems problems) {
        var ids = CloudWords.pairs(http, IDS, problems);
        boolean kept = secretIsKept(http, problems);
        return http.find(READ)
                .flatMap(read -> http.find(MOVE).flatMap(move -> {
                    boolean safe =
                            safe(http, read.written(Read.URL), problems) & safe(http, move.written(Move.URL), problems);
                    boolean sound = kept & secretIsKnown(http, move, problems);
                    return sound && safe ? settings(http, read, move, ids) : Optional.empty();
                }));
    }

    private static Optional<HttpCloudSettings> settings(
            Settings http, Settings read, Settings move, Optional<Map<InetAddress, String>> ids) {
        var headers = new ArrayList<Header>();
        http.find(AUTHORIZATION).ifPresent(value -> headers.add(new Header("Authorization", value)));
        headers.addAll(http.items(HEADERS));
        return http.find(NODE)
                .flatMap(node -> read.find(Read.HOLDER)
                        .flatMap(holder -> ids.map(names -> new HttpCloudSettings(
                                node,
                                names,
                                http.find(SECRET),
                                headers,
                                http.find(AUTHORITY),
                                new ReadRequest(read.get(Read.URL), holder, read.items(Read.SUCCESS)),
                                new MoveRequest(
                                        move.get(Move.METHOD),
                                        move.get(Move.URL),
                                        move.find(Move.BODY),
                                        move.items(Move.SUCCESS))))));
    }

    /** A secret that stands in the file itself would be shown with it. */
    private static boolean secretIsKept(Settings http, Problems problems) {
        var written = http.written(AUTHORIZATION)
                .filter(value -> !value.value().contains(Placeholder.SECRET.text()) || !http.has(SECRET));
        written.ifPresent(value -> problems.error(
                value.place(),
                "a secret does not belong here",
                "put it into a file: secret-file: FILE, authorization: Bearer {secret}"));
        return written.isEmpty();
    }

    /** Without its file the words {@code {secret}} themselves would be sent. */
    private static boolean secretIsKnown(Settings http, Settings move, Problems problems) {
        var places = http.has(SECRET)
                ? List.<Place>of()
                : Stream.concat(
                                http.find(HEADERS).orElse(List.of()).stream().map(header -> header.map(Header::value)),
                                move.written(Move.BODY).stream())
                        .filter(template -> template.value().contains(Placeholder.SECRET.text()))
                        .map(Located::place)
                        .toList();
        places.forEach(place ->
                problems.error(place, "{secret} stands for nothing", "name the file that it is in: secret-file: FILE"));
        return places.isEmpty();
    }

    private static boolean safe(Settings http, Optional<Located<String>> url, Problems problems) {
        boolean plain = url.isPresent() && url.get().value().startsWith("http:") && !http.get(INSECURE);
        if (plain) {
            problems.error(
                    url.get().place(),
                    "over plain HTTP anyone between reads the secret",
                    "write https:, or insecure: true where nobody else is on that network");
        }
        return url.isPresent() && !plain;
    }
}
