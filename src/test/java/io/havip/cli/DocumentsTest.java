package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.havip.config.ConfigReader;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the documents show runs as it is: configurations, command lines and their answers, rules. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w*\\n(.*?)^```$");
    private static final Pattern CONFIGURATION = Pattern.compile("(?m)^(instances:|vrrp_instance )");
    /** At the beginning of a line or of a code span. */
    private static final Pattern COMMAND =
            Pattern.compile("(?m)(?:^(?:\\$ )?|`)(?:appliance/bin/)?havip-gateway +((?:-|[a-z-]+\\b(?!/))[^`|#\\n]*)");

    private static final Pattern NFT = Pattern.compile("`(nft add [^`]+)`");

    @TempDir
    private Path folder;

    @Test
    void theConfigurationsAreValid() {
        var shown = documents()
                .flatMap(document -> blocks(document)
                        .filter(block -> CONFIGURATION.matcher(block).find()))
                .toList();

        assertThat(shown)
                .hasSizeGreaterThan(2)
                .allSatisfy(configuration -> assertThatCode(
                                () -> ConfigReader.read(Files.writeString(folder.resolve("shown"), configuration)))
                        .doesNotThrowAnyException());
    }

    @Test
    void theCommandLinesAreUnderstood() {
        var shown = documents()
                .flatMap(document -> matches(COMMAND, document))
                .map(match -> match.group(1).strip())
                .distinct()
                .toList();

        assertThat(shown)
                .contains("check --config gw1.conf --peer gw2.conf", "status --json", "reload")
                .allSatisfy(line -> assertThatCode(() -> Main.commandLine().parseArgs(line.split(" +")))
                        .doesNotThrowAnyException());
    }

    @Test
    void checkSaysOfAPairWhatTheReadmeShows() throws IOException {
        // A script about HAProxy that is not there is replaced by the built-in tracking.
        String node = """
            global_defs { router_id %s }
            vrrp_script chk {
                script "/usr/bin/test -e /run/ready"
                interval 2
                fall 3
                weight -20
            }
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                priority %d
                unicast_peer { %s }
                virtual_ipaddress { 10.0.0.100/24 }
                track_script {
                    checkhaproxy
                    chk
                }
            }
            """;
        var one = Files.writeString(folder.resolve("gw1.conf"), node.formatted("gw1", 150, "10.0.0.2"));
        var two = Files.writeString(folder.resolve("gw2.conf"), node.formatted("gw2", 100, "10.0.0.1"));
        String shown = blocks(README)
                .filter(block -> block.startsWith("$ havip-gateway check"))
                .findFirst()
                .orElseThrow();

        var out = new StringWriter();
        Main.commandLine()
                .setOut(new PrintWriter(out))
                .execute("check", "--config", one.toString(), "--peer", two.toString());

        assertThat(out.toString()).contains(shown.substring(shown.indexOf("...\n") + 4));
    }

    /** Whoever follows the page has nothing to change in the provider's file; nor has the lab. */
    @Test
    void theProvidersFileIsShownAsItIs() throws IOException {
        String file = Files.readString(Path.of("appliance/cloud/tencent/gw1/keepalived.conf"));

        assertThat(blocks(Path.of("docs/cloud/tencent.md"))).contains(file);
    }

    /** They are read beside the instances of another file. */
    @Test
    void theCloudsAreDescribedAsTheyMayBe() throws IOException {
        var shown = documents()
                .flatMap(document -> blocks(document).filter(block -> block.startsWith("cloud:")))
                .toList();

        var secret = Files.writeString(folder.resolve("secret"), "[default]\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(shown).hasSizeGreaterThan(4).allSatisfy(cloud -> {
            var addresses = Pattern.compile("([0-9.]+)=")
                    .matcher(cloud)
                    .results()
                    .map(named -> named.group(1))
                    .collect(Collectors.joining("\n"));
            var file = Files.writeString(folder.resolve("keepalived.conf"), """
                vrrp_instance VI_1 {
                    interface eth0
                    virtual_router_id 51
                    virtual_ipaddress {
                    192.0.2.100
                    %s
                    }
                }
                """.formatted(addresses));
            var beside = Files.writeString(
                    folder.resolve("cloud.yaml"), cloud.replaceAll("/etc/havip-gateway/\\S+", secret.toString()));
            assertThatCode(() -> ConfigReader.read(file, KeepalivedOptions.standard(), Optional.of(beside), Map.of()))
                    .doesNotThrowAnyException();
        });
    }

    @Test
    void theRulesAreTaken() {
        Requirement.ROOT.ensure();
        Requirement.NFTABLES.ensure();
        var shown = documents()
                .flatMap(document -> matches(NFT, document))
                .map(match -> match.group(1))
                .toList();

        assertThat(shown).isNotEmpty();
        try (var lab = NetworkLab.create()) {
            lab.namespace("host");
            lab.run(
                    "host",
                    "nft",
                    "add table inet filter; add chain inet filter input { type filter hook input priority 0; }");
            shown.forEach(rule -> lab.run("host", rule.split(" ")));
            assertThat(lab.run("host", "nft", "list", "ruleset")).containsPattern("ip protocol (112|vrrp) accept");
        }
    }

    @Test
    void haproxyTakesItsConfiguration() throws IOException, InterruptedException {
        Requirement.HAPROXY.ensure();
        var shown = blocks(Path.of("docs/haproxy.md"))
                .filter(block -> block.contains("monitor-uri"))
                .findFirst()
                .orElseThrow();
        var file = Files.writeString(folder.resolve("haproxy.cfg"), shown);

        var haproxy = new ProcessBuilder("haproxy", "-c", "-f", file.toString())
                .redirectErrorStream(true)
                .start();
        String answer = new String(haproxy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(haproxy.waitFor()).as(answer).isZero();
    }

    private static Stream<Path> documents() {
        try (var found = Files.walk(Path.of("docs"))) {
            return Stream.concat(
                    Stream.of(README),
                    found
                            .filter(file -> file.toString().endsWith(".md"))
                            .filter(file -> !file.startsWith("docs/adr"))
                            .toList()
                            .stream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> blocks(Path document) {
        return matches(BLOCK, document).map(match -> match.group(1));
    }

    private static Stream<MatchResult> matches(Pattern pattern, Path document) {
        try {
            return pattern.matcher(Files.readString(document)).results();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
