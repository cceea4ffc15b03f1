package io.havip.haproxy;

import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/** What matters of HAProxy's answer to {@code show stat}: comma-separated, with a line of names first (management guide, 9.1). */
final class FrontendStatistics {
    private static final String HEADING = "# ";
    private static final String NAME = "pxname";
    private static final String SESSIONS = "scur";
    private static final String SESSIONS_LIMIT = "slim";
    private static final String RATE = "rate";
    private static final String RATE_LIMIT = "rate_lim";

    private FrontendStatistics() {}

    /**
     * The frontends that have as many connections as they may, or as many in a second, and so accept no other for now.
     *
     * @throws ProtocolException if this is not the answer of a HAProxy
     */
    static List<String> full(String reply) throws ProtocolException {
        var lines = reply.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || !lines.getFirst().startsWith(HEADING)) {
            throw new ProtocolException("does not answer as HAProxy does");
        }
        var columns = List.of(lines.getFirst().substring(HEADING.length()).split(",", -1));
        int name = columns.indexOf(NAME);
        int sessions = columns.indexOf(SESSIONS);
        int limit = columns.indexOf(SESSIONS_LIMIT);
        int rate = columns.indexOf(RATE);
        int rateLimit = columns.indexOf(RATE_LIMIT);
        if (name < 0 || sessions < 0 || limit < 0 || rate < 0 || rateLimit < 0) {
            throw new ProtocolException("does not answer as HAProxy does");
        }
        var full = new ArrayList<String>();
        for (String line : lines.subList(1, lines.size())) {
            var values = line.split(",", -1);
            if (values.length == columns.size()
                    && (RuntimeLimit.reached(number(values[sessions]), number(values[limit]))
                            || RuntimeLimit.reachedByRate(number(values[rate]), number(values[rateLimit])))) {
                full.add(values[name]);
            }
        }
        return full;
    }

    private static int number(String value) {
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }
}
