package io.havip.config.keepalived;

import io.havip.config.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The part of a {@code keepalived.conf} that configures keepalived's load balancer. */
final class Ipvs {
    private Ipvs() {}

    /** The other part: what is left out is said. */
    static List<Statement> leftOut(List<Statement> statements, Problems problems) {
        var others = new ArrayList<Statement>();
        for (Statement statement : statements) {
            if (Keyword.configuresIpvs(statement.keyword().text())) {
                problems.notice(
                        statement.keyword().place().of(statement.keyword().text()),
                        "left out, as told: there is no IPVS load balancer");
            } else {
                Optional<List<Statement>> block = statement.block().map(inner -> leftOut(inner, problems));
                others.add(new Statement(statement.words(), block));
            }
        }
        return others;
    }
}
