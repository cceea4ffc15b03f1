package io.havip.cli;

import static io.havip.cli.Answer.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.wire.Pcapng.Block;
import io.havip.wire.Recording;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    private static final Block.Names NAMES = new Block.Names(Map.of(InetAddress.ofLiteral("10.9.0.2"), "gw2"));

    @TempDir
    private Path folder;

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    private static Recording story() {
        return new Recording()
                .advertises("10.9.0.1", 150, 0, 1_000)
                .serves("10.9.0.2", 100, 1_500, 3_000)
                .serves("10.9.0.1", 150, 2_950, 4_000)
                .says(4_000, "10.9.0.1", 0);
    }

    @Test
    void itTellsWhoWasActiveWhenTheTakeoversAndWhatWentWrong() throws IOException {
        String file = file("lab.pcapng", story().pcapng(NAMES));

        assertThat(run("audit", file)).isEqualTo(new Answer(3, """
            FILE: 39 frames in 4.000 s from 2026-01-01T00:00:00Z on, 37 of them advertisements

            virtual router 51 on eth0, IPv4: version 3, every 100.0 ms, 10.9.0.100
              at        for       active          priority  packets  because
              0.000000  900.0 ms  10.9.0.1        150       1-10     first heard                                   fell silent
              1.500000  1.400 s   gw2 (10.9.0.2)  100       11-26    10.9.0.1 silent for 600.0 ms, bound 360.9 ms  gave way
              2.950000  1.050 s   10.9.0.1        150       27-39    better than gw2 (10.9.0.2)                    released

            findings
              ! late takeover        10.9.0.2 took over 600.0 ms after the last advertisement of 10.9.0.1, 239.1 ms later than \
            its Active_Down_Interval of 360.9 ms allows; it may have come up only then
                0.900000, 1.500000   packets 10, 11
                mend                 see what held the successor up: its load, the scheduling of its daemon; or whether it came up only \
            then
            """.replace("FILE", file), ""));
        assertThat(run("audit", "--tolerance", "250", file))
                .satisfies(result -> assertThat(result.status()).isZero())
                .satisfies(result -> assertThat(result.out()).endsWith("\nnothing is wrong\n"));
    }

    @Test
    void itAnswersPrograms() throws IOException {
        String file = file("lab.pcapng", story().pcapng(NAMES));

        var answer = new JsonObject(run("audit", "--json", file).out());

        assertThat(answer.getBoolean("well")).isFalse();
        assertThat(answer.getString("from")).isEqualTo("2026-01-01T00:00:00Z");
        var router = answer.getJsonArray("virtual_routers").getJsonObject(0);
        assertThat(router.getInteger("vrid")).isEqualTo(51);
        assertThat(router.getDouble("interval_seconds")).isEqualTo(0.1);
        var second = router.getJsonArray("tenures").getJsonObject(1);
        assertThat(second.getString("name")).isEqualTo("gw2");
        assertThat(second.getString("end")).isEqualTo("yielded");
        assertThat(second.getJsonObject("takeover"))
                .isEqualTo(new JsonObject()
                        .put("cause", "silence")
                        .put("from", "10.9.0.1")
                        .put(
                                "evidence",
                                new JsonObject()
                                        .put("file", file)
                                        .put("number", 10)
                                        .put("at", "2026-01-01T00:00:00.900Z"))
                        .put("after_seconds", 0.6)
                        .put("bound_seconds", 0.3609375));
        var finding = answer.getJsonArray("findings").getJsonObject(0);
        assertThat(finding.getString("finding")).isEqualTo("late_takeover");
        assertThat(finding.getString("mend")).startsWith("see what held the successor up");
        assertThat(finding.getJsonArray("packets").getJsonObject(1).getInteger("number"))
                .isEqualTo(11);
    }

    @Test
    void severalFilesAreOneCapture() throws IOException {
        String first = file(
                "a.pcapng",
                new Recording().advertises("10.9.0.1", 150, 0, 1_000).pcapng());
        String second = file(
                "b.pcapng",
                new Recording().serves("10.9.0.2", 100, 900 + 361, 3_000).pcapng());

        var result = run("audit", second, first);

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("a.pcapng:1-a.pcapng:10")
                .contains("10.9.0.1 silent for 361.0 ms, bound 360.9 ms");
    }

    @Test
    void aFileThatIsStillWrittenIsReadUpToItsEnd() throws IOException {
        byte[] whole = new Recording().advertises("10.9.0.1", 150, 0, 1_000).pcapng();

        var result = run("audit", file("cut.pcapng", Arrays.copyOf(whole, whole.length - 4)));

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .contains("9 frames")
                .endsWith("cut.pcapng ends in the middle of a packet, which was left out\n");
    }

    @Test
    void whatCanNotBeReadIsNamedWithStatus2() throws IOException {
        String text = file("text", "instances: []\n".getBytes());

        assertThat(run("audit", text)).isEqualTo(new Answer(2, "", """
            FILE: error: it is no capture: neither pcapng nor pcap
                mend: capture with tcpdump -w FILE, or save it as pcapng with Wireshark
            """.replaceFirst("FILE", text)));
        assertThat(run("audit", folder.resolve("nothing").toString()).err())
                .contains("nothing: error: there is no " + folder.resolve("nothing"));
        assertThat(run("audit", folder.toString()).status()).isEqualTo(2);
        assertThat(run("audit").status()).isEqualTo(2);
        assertThat(run("audit", "--tolerance", "-1", text).err()).startsWith("--tolerance: -1 is not in 0..3600000");
        byte[] damaged = story().pcapng();
        damaged[damaged.length - 1] = 1;
        assertThat(run("audit", file("damaged.pcapng", damaged)).err())
                .contains(
                        "damaged.pcapng: error: it is damaged at byte " + damaged.length + ": a block has two lengths");
    }

    @Test
    void aCaptureWithoutAdvertisementsIsNothingWrong() throws IOException {
        var result = run("audit", file("other.pcapng", new Recording().noise(0).pcapng()));

        assertThat(result.status()).isZero();
        assertThat(result.out()).endsWith("\nno advertisement was seen\n");
    }
}
