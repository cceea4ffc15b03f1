package io.havip.haproxy;

import java.net.ProtocolException;

/**
 * What matters of HAProxy's answer to {@code show info}.
 *
 * @param haproxy which HAProxy answers
 * @param stopping whether it no longer listens and only finishes what it has begun, as the former worker does after a
 *     reload
 * @param full whether it has as many connections as it may (its global {@code maxconn})
 */
record RuntimeInfo(HaproxyInfo haproxy, boolean stopping, boolean full) {

    /** @throws ProtocolException if this is not the answer of a HAProxy */
    static RuntimeInfo parse(String reply) throws ProtocolException {
        String version = "";
        String pid = "";
        boolean stopping = false;
        long connections = 0;
        long limit = Long.MAX_VALUE;
        for (String line : reply.split("\n", -1)) {
            int colon = line.indexOf(": ");
            if (colon > 0) {
                String value = line.substring(colon + 2).strip();
                switch (line.substring(0, colon)) {
                    case "Version" -> version = value;
                    case "Pid" -> pid = value;
                    case "Stopping" -> stopping = !value.equals("0");
                    case "CurrConns" -> connections = number(value, connections);
                    case "Maxconn" -> limit = number(value, limit);
                    default -> {}
                }
            }
        }
        if (version.isEmpty() || !pid.matches("[1-9]\\d{0,9}")) {
            throw new ProtocolException("does not answer as HAProxy does");
        }
        return new RuntimeInfo(new HaproxyInfo(version, Long.parseLong(pid)), stopping, connections >= limit);
    }

    private static long number(String value, long otherwise) {
        return value.matches("\\d{1,18}") ? Long.parseLong(value) : otherwise;
    }
}
