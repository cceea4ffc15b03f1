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

    private FrontendStatistics() {}

    /**
     * The frontends that have as many connections as they may, and so accept no other.
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
        if (name < 0 || sessions < 0 || limit < 0) {
            throw new ProtocolException("does not answer as HAProxy does");
        }
        var full = new ArrayList<String>();
        for (String line : lines.subList(1, lines.size())) {
            var values = line.split(",", -1);
            if (values.length == columns.size() && number(values[limit]) > 0) {
                if (number(values[sessions]) >= number(values[limit])) {
                    full.add(values[name]);
                }
            }
        }
        return full;
    }

    private static int number(String value) {
        return value.matches("\\d{1,9}") ? Integer.parseInt(value) : 0;
    }
}
