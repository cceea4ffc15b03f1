package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether keepalived itself has nothing to say against the samples that run here, and something against those that don't.
 * Where it differs, the difference is meant.
 */
class KeepalivedComparisonTest {
    /** Of {@code keepalived --config-test}: what it can't use, or mends itself. Others are about scripts' security. */
    private static final String COMPLAINT = "5";

    private static final String CHECK = """
        for i in 0 1 2; do ip link add eth$i type veth peer name peer$i && ip link set eth$i up; done
        for file in "$1"/*.conf; do
            keepalived --config-test --config-id main --use-file "$file" >/dev/null 2>&1
            echo "$(basename "$file" .conf) $?"
        done
        """;

    /** Samples that run here, although keepalived complains. */
    private static final Map<String, String> MENDED = Map.ofEntries(
            Map.entry("cloud-unicast-undefined-script", "a script that is not defined stands for HAProxy's tracking"),
            Map.entry("manual-vrrp", "keepalived mends nopreempt with state MASTER likewise, and complains"),
            Map.entry("owner", "keepalived leaves an owner's weights out likewise, and complains"),
            Map.entry("fractional-interval-version2", "keepalived rounds the interval likewise, and complains"),
            Map.entry("password-cut", "keepalived cuts the password likewise, and complains"),
            Map.entry("long-password", "likewise"),
            Map.entry("address-flags", "keepalived lets a peer's prefix length count likewise, and complains"),
            Map.entry(
                    "routes-and-rules",
                    "keepalived gives a rule without a priority one of its own likewise, and complains"),
            Map.entry("track-interfaces", "an instance's own interface may be listed"),
            Map.entry("hmac-authentication", "auth_hmac came with keepalived 2.4"),
            Map.entry("proxmox-gateway", "default_interface is for instances too"));

    /** Samples that keepalived runs. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("authentication-header", "AH is not spoken"),
            Map.entry("bfd", "BFD is not spoken"),
            Map.entry("empty-global", "a gateway without an instance has nothing to do"),
            Map.entry("haproxy-pidof-shell", "keepalived gives '||' to the program as an argument"));

    @TempDir
    private Path temporary;

    @Test
    void keepalivedAgreesButForWhatIsMeant() throws Exception {
        Requirement.ROOT.ensure();
        Requirement.KEEPALIVED.ensure();
        Requirement.KEEPALIVED_2_2.ensure();

        for (String sample : Corpus.samples().toList()) {
            Corpus.install(sample, temporary);
        }
        var mended = new TreeMap<String, String>();
        var refused = new TreeMap<String, String>();
        for (String line : output("unshare", "--net", "sh", "-c", CHECK, "sh", temporary.toString())
                .lines()
                .toList()) {
            String sample = line.substring(0, line.indexOf(' '));
            boolean complains = line.endsWith(" " + COMPLAINT);
            boolean runs = Corpus.outcome(sample).startsWith("runs");
            if (runs && complains) {
                mended.put(sample, MENDED.getOrDefault(sample, "keepalived complains"));
            } else if (!runs && !complains) {
                refused.put(sample, REFUSED.getOrDefault(sample, "keepalived accepts it"));
            }
        }

        assertThat(mended).isEqualTo(MENDED);
        assertThat(refused).isEqualTo(REFUSED);
    }

    private static String output(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
