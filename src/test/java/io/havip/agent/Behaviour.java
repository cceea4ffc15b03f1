package io.havip.agent;

import io.havip.testing.Capture;
import io.havip.testing.Capture.Frame;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a program was seen to do, as facts by their names. */
final class Behaviour {
    /** The next round of announcements comes a second later at the earliest. */
    private static final double ROUND_SECONDS = 0.8;

    private static final String TIME = "frame.time_relative";
    private static final String[] ADVERTISED = {
        "eth.src",
        "eth.dst",
        "ip.src",
        "ip.dst",
        "ip.ttl",
        "ip.dsfield",
        "ipv6.src",
        "ipv6.dst",
        "ipv6.hlim",
        "vrrp.version",
        "vrrp.prio",
        "vrrp.auth_type",
        "vrrp.auth_string",
        "vrrp.adver_int",
        "vrrp.short_adver_int",
        "vrrp.addr_count",
        "vrrp.ip_addr",
        "vrrp.ipv6_addr",
        "vrrp.checksum.status"
    };
    /** The interfaces' own addresses are announced by the kernel, when they come up. */
    private static final String GRATUITOUS_ARP =
            "arp.src.proto_ipv4 == arp.dst.proto_ipv4 && arp.src.proto_ipv4 != 192.0.2.10 && arp.src.proto_ipv4 !="
                    + " 192.0.2.11";

    private static final String[] ARP = {
        "eth.src", "eth.dst", "arp.opcode", "arp.src.hw_mac", "arp.dst.hw_mac", "arp.src.proto_ipv4"
    };
    private static final String[] NEIGHBOUR = {
        "eth.src",
        "eth.dst",
        "ipv6.src",
        "ipv6.dst",
        "ipv6.hlim",
        "icmpv6.nd.na.flag.r",
        "icmpv6.nd.na.flag.s",
        "icmpv6.nd.na.flag.o",
        "icmpv6.opt.linkaddr",
        "icmpv6.nd.na.target_address"
    };
    private static final List<String> OF_AN_ADDRESS = List.of("scope", "label", "broadcast", "address", "secondary");
    private static final List<String> OF_A_ROUTE = List.of("gateway", "table", "scope", "type", "metric", "prefsrc");

    private final Path folder;
    private final Map<String, String> facts = new TreeMap<>();

    private Behaviour(Path folder) throws IOException {
        this.folder = folder;
        for (String device : List.of("eth0", "eth1")) {
            Path capture = folder.resolve(device + ".pcap");
            advertisements(device, capture);
            announcements(device, Capture.read(capture, GRATUITOUS_ARP, with(TIME, ARP)), ARP);
            announcements(device, Capture.read(capture, "icmpv6.type == 136", with(TIME, NEIGHBOUR)), NEIGHBOUR);
        }
        calls();
        for (String fifo : List.of("states.fifo", "vrrp.fifo")) {
            states(fifo);
        }
        for (String when : List.of("held", "left")) {
            addresses(when);
            routes(when, "routes");
            routes(when, "routes6");
            facts.put(when + " rules", text(when + ".rules"));
        }
    }

    /** @param folder where an observation has put what was seen */
    static Map<String, String> in(Path folder) throws IOException {
        return Map.copyOf(new Behaviour(folder).facts);
    }

    private void advertisements(String device, Path capture) {
        var frames = Capture.read(capture, "vrrp", with(TIME, with("vrrp.virt_rtr_id", ADVERTISED)));
        group(
                        frames,
                        frame -> "vrid " + frame.get("vrrp.virt_rtr_id") + " to " + frame.get("ip.dst")
                                + frame.get("ipv6.dst"))
                .forEach((router, sent) -> {
                    String name = device + ", " + router + ": ";
                    facts.put(name + "advertisements", distinct(sent, ADVERTISED));
                    facts.put(name + "last priority", sent.getLast().get("vrrp.prio"));
                    facts.put(name + "interval", interval(sent));
                });
    }

    /** In half seconds. */
    private static String interval(List<Frame> sent) {
        var times = times(sent);
        var gaps = new ArrayList<Double>();
        for (int i = 1; i < times.size(); i++) {
            gaps.add(times.get(i) - times.get(i - 1));
        }
        gaps.sort(null);
        return gaps.isEmpty() ? "" : Double.toString(Math.round(2 * gaps.get(gaps.size() / 2)) / 2.0);
    }

    private void announcements(String device, List<Frame> frames, String... fields) {
        group(frames, frame -> frame.get(fields[fields.length - 1])).forEach((address, sent) -> {
            facts.put(device + ", " + address + ": announcement", distinct(sent, fields));
            var times = times(sent);
            long first = times.stream()
                    .filter(time -> time < times.getFirst() + ROUND_SECONDS)
                    .count();
            facts.put(device + ", " + address + ": announced at first", first + " times");
            facts.put(device + ", " + address + ": announced later", first < times.size() ? "yes" : "no");
        });
    }

    /** Those of a program in their order, which keepalived has none for between two; a check script's only what it was called with. */
    private void calls() throws IOException {
        Path calls = folder.resolve("calls");
        if (Files.exists(calls)) {
            String made = Files.readString(calls, StandardCharsets.ISO_8859_1);
            made.replace(folder.toString(), "FOLDER")
                    .lines()
                    .collect(Collectors.groupingBy(line -> line.split(" ")[0]))
                    .forEach((caller, all) -> facts.put(
                            caller + ": calls",
                            (caller.equals("check") ? all.stream().distinct().sorted() : all.stream())
                                    .collect(Collectors.joining("\n"))));
        }
    }

    /** Those of each instance and group in their order; between two of them it is chance. */
    private void states(String fifo) throws IOException {
        text(fifo + ".read")
                .lines()
                .collect(Collectors.groupingBy(line -> line.split(" ")[0] + " " + line.split(" ")[1]))
                .forEach((name, told) -> facts.put(fifo + ", " + name + ": states", String.join("\n", told)));
    }

    private void addresses(String when) throws IOException {
        objects(when + ".addresses")
                .forEach(link -> objects(link.getJsonArray("addr_info"))
                        .forEach(address -> facts.put(
                                when + " address " + link.getString("ifname") + " " + address.getString("local") + "/"
                                        + address.getInteger("prefixlen"),
                                described(address, OF_AN_ADDRESS))));
    }

    /** The kernel's own follow from the addresses. */
    private void routes(String when, String file) throws IOException {
        objects(when + "." + file)
                .filter(route -> !"kernel".equals(route.getString("protocol")))
                .forEach(route -> facts.put(
                        when + " route " + route.getString("dst") + " " + route.getString("dev") + " "
                                + route.getString("protocol"),
                        described(route, OF_A_ROUTE)));
    }

    private Stream<JsonObject> objects(String file) throws IOException {
        String text = text(file);
        return text.isBlank() ? Stream.of() : objects(new JsonArray(text));
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    private String text(String file) throws IOException {
        return Files.readString(folder.resolve(file)).strip();
    }

    private static String described(JsonObject object, List<String> keys) {
        return keys.stream()
                .filter(object::containsKey)
                .map(key -> key + " " + object.getValue(key))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, List<Frame>> group(List<Frame> frames, Function<Frame, String> name) {
        return frames.stream().collect(Collectors.groupingBy(name, TreeMap::new, Collectors.toList()));
    }

    private static String distinct(List<Frame> frames, String... fields) {
        return frames.stream()
                .map(frame -> Stream.of(fields)
                        .filter(field -> !frame.get(field).isEmpty())
                        .map(field -> field + "=" + frame.get(field))
                        .collect(Collectors.joining(" ")))
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    private static List<Double> times(List<Frame> frames) {
        return frames.stream().map(frame -> Double.valueOf(frame.get(TIME))).toList();
    }

    private static String[] with(String first, String... more) {
        return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
    }
}
