package io.havip.haproxy;

import java.net.ProtocolException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What matters of HAProxy's answer to {@code show info}.
 *
 * @param haproxy which HAProxy answers
 * @param stopping whether it no longer listens and only finishes what it has begun, as the former worker does after a
 *     reload
 * @param limit the global limit that clients have reached, by the name of its option, if there is one
 */
record RuntimeInfo(HaproxyInfo haproxy, boolean stopping, Optional<String> limit) {
    /** One that makes HAProxy accept no connection for now; 0 is none. */
    private record Limit(String option, String present, String most, boolean rate) {
        boolean reached(Map<String, String> fields) {
            long now = number(fields, present);
            long limit = number(fields, most);
            return rate ? RuntimeLimit.reachedByRate(now, limit) : RuntimeLimit.reached(now, limit);
        }
    }

    private static final List<Limit> LIMITS = List.of(
            new Limit("maxconn", "CurrConns", "Maxconn", false),
            new Limit("maxsslconn", "CurrSslConns", "MaxSslConns", false),
            new Limit("maxconnrate", "ConnRate", "ConnRateLimit", true),
            new Limit("maxsessrate", "SessRate", "SessRateLimit", true),
            new Limit("maxsslrate", "SslRate", "SslRateLimit", true));

    /** @throws ProtocolException if this is not the answer of a HAProxy */
    static RuntimeInfo parse(String reply) throws ProtocolException {
        var fields = new HashMap<String, String>();
        for (String line : reply.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 2).strip());
            }
        }
        String version = fields.getOrDefault("Version", "");
        String pid = fields.getOrDefault("Pid", "");
        if (version.isEmpty() || !pid.matches("[1-9]\\d{0,9}")) {
            throw new ProtocolException("does not answer as HAProxy does");
        }
        return new RuntimeInfo(
                new HaproxyInfo(version, Long.parseLong(pid)),
                !fields.getOrDefault("Stopping", "0").equals("0"),
                LIMITS.stream()
                        .filter(limit -> limit.reached(fields))
                        .findFirst()
                        .map(Limit::option));
    }

    private static long number(Map<String, String> fields, String name) {
        String value = fields.getOrDefault(name, "");
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : 0;
    }
}
