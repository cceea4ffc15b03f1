package io.havip.cli;

import io.havip.linux.Nft;
import io.havip.vrrp.Family;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this host's packet filter does with VRRP that arrives, as {@code nft} tells. What a rule asks of a packet's source
 * or interface is taken to be fulfilled, the loopback apart: where it is not clear, nothing is wrong.
 */
final class Firewall {
    private static final int RULESET_BYTES_MAX = 4_000_000;
    private static final Set<String> PROTOCOL_FIELDS = Set.of("protocol", "nexthdr");
    private static final Set<String> NETWORK_HEADERS = Set.of("ip", "ip6", "ether", "arp");
    private static final Set<String> CONNECTION_MATCHES = Set.of("conntrack", "state");

    private final List<JsonObject> entries;

    /** @param ruleset what {@code nft --json list ruleset} writes (libnftables-json(5)) */
    Firewall(JsonObject ruleset) {
        entries = objects(ruleset.getJsonArray("nftables", new JsonArray())).toList();
    }

    /** Empty where there is no {@code nft}, where it may not read the rules, or where they are too many to look at. */
    static Optional<Firewall> read() {
        try {
            var process = Nft.start(Nft.run("--json", "list", "ruleset").redirectError(Redirect.DISCARD));
            try (var output = process.getInputStream()) {
                byte[] ruleset = output.readNBytes(RULESET_BYTES_MAX);
                return Optional.of(new Firewall(new JsonObject(new String(ruleset, StandardCharsets.UTF_8))));
            } finally {
                process.destroy();
            }
        } catch (IOException | DecodeException unreadable) {
            return Optional.empty();
        }
    }

    /** The chains that drop what no rule accepts, and have no rule that accepts VRRP, e.g. {@code inet filter input}. */
    List<String> chainsThatDropVrrp(Family family) {
        var tables = Set.of("inet", family == Family.IPV4 ? "ip" : "ip6");
        return all("chain")
                .filter(chain -> "input".equals(chain.getString("hook")) && tables.contains(chain.getString("family")))
                .filter(chain -> closed(chain) && !opened(chain))
                .map(chain ->
                        chain.getString("family") + " " + chain.getString("table") + " " + chain.getString("name"))
                .toList();
    }

    /** By its policy, or by a last rule without a condition, as firewalld has it. */
    private boolean closed(JsonObject chain) {
        return "drop".equals(chain.getString("policy"))
                || rules(chain)
                        .reduce((_, last) -> last)
                        .filter(last -> expressions(last).noneMatch(Firewall::conditional)
                                && expressions(last).anyMatch(Firewall::refuses))
                        .isPresent();
    }

    private static boolean conditional(JsonObject expression) {
        return expression.containsKey("match") || expression.containsKey("xt");
    }

    private static boolean refuses(JsonObject expression) {
        return expression.containsKey("drop") || expression.containsKey("reject");
    }

    /** Whether a rule of the chain may accept VRRP, or one of a chain that it may jump to. */
    private boolean opened(JsonObject chain) {
        return all("chain")
                .filter(other -> sameTable(chain, other))
                .filter(other -> other.equals(chain) || !other.containsKey("hook"))
                .flatMap(this::rules)
                .anyMatch(rule -> mayAccept(chain, rule));
    }

    private boolean mayAccept(JsonObject chain, JsonObject rule) {
        return expressions(rule).allMatch(expression -> mayHold(chain, expression))
                && expressions(rule)
                        .anyMatch(expression -> expression.containsKey("accept") || mayMapToAccept(chain, expression));
    }

    private boolean mayHold(JsonObject chain, JsonObject expression) {
        if (expression.getValue("xt") instanceof JsonObject extension) {
            return !CONNECTION_MATCHES.contains(extension.getString("name"));
        }
        if (!(expression.getValue("match") instanceof JsonObject match)
                || !(match.getValue("left") instanceof JsonObject left)) {
            return true;
        }
        boolean equal = !"!=".equals(match.getString("op"));
        return mayBe(left, values(chain, match.getValue("right")).toList(), equal);
    }

    private boolean mayMapToAccept(JsonObject chain, JsonObject expression) {
        return expression.getValue("vmap") instanceof JsonObject map
                && map.getValue("key") instanceof JsonObject key
                && map.getValue("data") instanceof JsonObject data
                && data.getJsonArray("set", new JsonArray()).stream()
                        .map(JsonArray.class::cast)
                        .filter(element ->
                                element.getValue(1) instanceof JsonObject verdict && verdict.containsKey("accept"))
                        .anyMatch(element ->
                                mayBe(key, values(chain, element.getValue(0)).toList(), true));
    }

    /** Whether something of a VRRP packet from a peer may be one of these values. */
    private static boolean mayBe(JsonObject what, List<String> values, boolean equal) {
        if (what.getValue("ct") instanceof JsonObject connection) {
            return !"state".equals(connection.getString("key")) || values.contains("new") == equal;
        }
        if (what.getValue("meta") instanceof JsonObject meta) {
            return switch (meta.getString("key")) {
                case "l4proto" -> vrrp(values) == equal;
                case "iif", "iifname" -> !values.equals(List.of("lo")) == equal;
                default -> true;
            };
        }
        if (what.getValue("payload") instanceof JsonObject payload && payload.containsKey("field")) {
            return PROTOCOL_FIELDS.contains(payload.getString("field"))
                    ? vrrp(values) == equal
                    : NETWORK_HEADERS.contains(payload.getString("protocol"));
        }
        return true;
    }

    private static boolean vrrp(List<String> protocols) {
        return protocols.contains("vrrp") || protocols.contains("112");
    }

    /** A value, those of a set, or those of a set that is given by its name. */
    private Stream<String> values(JsonObject chain, Object value) {
        return switch (value) {
            case JsonArray several -> several.stream().flatMap(each -> values(chain, each));
            case JsonObject set when set.containsKey("set") -> values(chain, set.getValue("set"));
            case JsonObject element
            when element.getValue("elem") instanceof JsonObject inner -> values(chain, inner.getValue("val"));
            case String name
            when name.startsWith("@") ->
                all("set")
                        .filter(set -> sameTable(chain, set) && name.equals("@" + set.getString("name")))
                        .flatMap(set -> values(chain, set.getJsonArray("elem", new JsonArray())));
            default -> Stream.of(value.toString());
        };
    }

    private Stream<JsonObject> rules(JsonObject chain) {
        return all("rule")
                .filter(rule ->
                        sameTable(chain, rule) && chain.getString("name").equals(rule.getString("chain")));
    }

    private static boolean sameTable(JsonObject one, JsonObject other) {
        return one.getString("family").equals(other.getString("family"))
                && one.getString("table").equals(other.getString("table"));
    }

    private static Stream<JsonObject> expressions(JsonObject rule) {
        return objects(rule.getJsonArray("expr", new JsonArray()));
    }

    private Stream<JsonObject> all(String kind) {
        return entries.stream().flatMap(entry -> Optional.ofNullable(entry.getJsonObject(kind)).stream());
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }
}
