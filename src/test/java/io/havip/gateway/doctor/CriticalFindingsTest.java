package io.havip.gateway.doctor;

import static io.havip.gateway.doctor.Patient.PEER;
import static io.havip.gateway.doctor.Patient.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.doctor.Patient.Sent;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.havip.wire.AddressClaim;
import io.havip.wire.MacAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who is woken by the alert of a critical finding reads in it what the agent itself says to do. */
class CriticalFindingsTest {
    private static final Path RULES = Path.of("dashboards/prometheus/rules/havip-alerts.yml");
    private static final Pattern CRITICAL = Pattern.compile("match \"([a-z_|]+)\" \\$labels\\.finding \\}\\}critical");

    private final Patient patient = new Patient(Instances.withPriority(100));

    @Test
    void theAlertSaysWhatTheFindingDoes() throws IOException {
        var told = Stream.concat(heardAndNotHeard().stream(), refused()).toList();

        assertThat(told).extracting(Finding::kind).containsAll(critical());
        for (var finding : told) {
            assertThat(alert(finding.kind())).contains(finding.mend());
        }
    }

    /** Three stories of an Active that has another one beside it. */
    private List<Finding> heardAndNotHeard() {
        var doctor = patient.doctor;
        doctor.review(State.ACTIVE, 100, 0);
        doctor.claimed(
                new AddressClaim(InetAddress.ofLiteral("10.77.0.100"), MacAddress.parse("02:00:00:00:00:02"), true),
                SECOND);
        var unheardOwner = doctor.review(State.ACTIVE, 100, SECOND);
        for (long at = 2 * SECOND; at <= 3 * SECOND; at += SECOND / 10) {
            patient.receives(Sent.by(Instances.withPriority(50)), at);
        }
        var severalActive = doctor.review(State.ACTIVE, 100, 3 * SECOND);
        doctor.unheardBy(new Peer(PEER, 50), 3 * SECOND);
        var unheard = doctor.review(State.ACTIVE, 100, 3 * SECOND);
        return Stream.of(unheardOwner, severalActive, unheard)
                .flatMap(List::stream)
                .toList();
    }

    private static Stream<Finding> refused() {
        return IntStream.of(Errno.EPERM, Errno.ENETUNREACH, Errno.EINVAL, Errno.ENOBUFS, Errno.ENETDOWN)
                .mapToObj(errno -> {
                    var refusals = new Refusals();
                    refusals.refused(PEER, new ErrnoException("sendmsg", errno, ""), 0);
                    return refusals.finding(0, SECOND).orElseThrow();
                });
    }

    private static List<Kind> critical() throws IOException {
        var severity = CRITICAL.matcher(rules());
        assertThat(severity.find()).isTrue();
        var critical = Pattern.compile(severity.group(1));
        return Stream.of(Kind.values())
                .filter(kind -> critical.matcher(label(kind)).find())
                .toList();
    }

    /** What the annotation {@code mend} says of this finding. */
    private static String alert(Kind kind) throws IOException {
        var branch = Pattern.compile("eq \\$labels\\.finding \"" + label(kind) + "\" -\\}\\}(.+?)\\{\\{- else")
                .matcher(rules());
        assertThat(branch.find()).as("a mend of %s", kind).isTrue();
        return branch.group(1);
    }

    private static String rules() throws IOException {
        return Files.readString(RULES).replaceAll("\\s+", " ");
    }

    private static String label(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
