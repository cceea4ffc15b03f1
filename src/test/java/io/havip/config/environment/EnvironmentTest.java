package io.havip.config.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.GatewayConfig;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.gateway.settings.Transport;
import io.havip.haproxy.HaproxySettings.HaproxyProcess.Supervised;
import io.havip.observe.journal.JournalSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Version;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static final Map<String, String> SMALLEST = Map.of("HAVIP_VRID", "51", "HAVIP_ADDRESSES", "10.0.0.100/24");

    @TempDir
    private Path folder;

    private GatewayConfig read(Map<String, String> variables) throws ConfigException {
        return ConfigReader.readUsual(
                List.of(folder.resolve("gateway.yaml")),
                KeepalivedOptions.standard(),
                variables,
                folder.resolve("haproxy.cfg"),
                Optional.empty());
    }

    private static Map<String, String> with(Map<String, String> variables, String... more) {
        var all = new TreeMap<>(variables);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    @Test
    void twoVariablesAreEnough() throws Exception {
        var instance = read(SMALLEST).instances().getFirst();

        assertThat(instance.interfaceName()).isEqualTo("eth0");
        assertThat(instance.router().version()).isEqualTo(Version.V3);
        assertThat(instance.router().vrid()).isEqualTo(51);
        assertThat(instance.router().priority()).isEqualTo(100);
        assertThat(instance.router().preemption().preempt()).isTrue();
        assertThat(instance.router().timing().advertisementIntervalNanos()).isEqualTo(1_000_000_000);
        assertThat(instance.exchange().transport()).isInstanceOf(Transport.Multicast.class);
    }

    @Test
    void everyVariableHasItsEffect() throws Exception {
        var password = Files.writeString(folder.resolve("password"), "secret\n");
        var token = Files.writeString(folder.resolve("token"), "a".repeat(32));
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        var config = read(with(
                SMALLEST,
                "HAVIP_ROUTER_NAME",
                "gw1",
                "HAVIP_LISTEN",
                "0.0.0.0:9200",
                "HAVIP_MANAGEMENT_PEERS",
                "10.0.0.12:9165, gw3:9165",
                "HAVIP_TOKEN_FILE",
                token.toString(),
                "HAVIP_MANAGEMENT_INSECURE",
                "true",
                "HAVIP_JOURNAL_DIRECTORY",
                "/data/journal",
                "HAVIP_JOURNAL_SIZE",
                "1GB",
                "HAVIP_INTERFACE",
                "bond0",
                "HAVIP_PRIORITY",
                "150",
                "HAVIP_PEERS",
                "10.0.0.12, 10.0.0.13",
                "HAVIP_SOURCE",
                "10.0.0.11",
                "HAVIP_VERSION",
                "2",
                "HAVIP_ADVERTISEMENT_INTERVAL",
                "2s",
                "HAVIP_PREEMPT",
                "false",
                "HAVIP_PASSWORD_FILE",
                password.toString(),
                "HAVIP_JAVA_OPTS",
                "-Xlog:gc",
                "PATH",
                "/usr/bin"));
        var instance = config.instances().getFirst();

        assertThat(config.routerName()).isEqualTo("gw1");
        assertThat(config.management().listen().getPort()).isEqualTo(9200);
        assertThat(config.management().peers())
                .extracting(IpAddress::text)
                .containsExactly("10.0.0.12:9165", "gw3:9165");
        assertThat(config.management().tokenFile()).contains(token);
        assertThat(config.journal())
                .isEqualTo(new JournalSettings(Optional.of(Path.of("/data/journal")), true, 1_000_000_000, false));
        assertThat(instance.interfaceName()).isEqualTo("bond0");
        assertThat(instance.router().priority()).isEqualTo(150);
        assertThat(instance.router().version()).isEqualTo(Version.V2);
        assertThat(instance.router().timing().advertisementIntervalNanos()).isEqualTo(2_000_000_000);
        assertThat(instance.router().preemption().preempt()).isFalse();
        assertThat(instance.exchange().authentication()).isEqualTo(new Authentication.Password("secret"));
        assertThat(instance.exchange().transport()).isInstanceOfSatisfying(Transport.Unicast.class, unicast -> {
            assertThat(unicast.source()).contains(InetAddress.ofLiteral("10.0.0.11"));
            assertThat(unicast.peers())
                    .containsExactly(InetAddress.ofLiteral("10.0.0.12"), InetAddress.ofLiteral("10.0.0.13"));
        });
    }

    /** Not even one that an option declares, and no reader asks for. */
    @ParameterizedTest
    @MethodSource("known")
    void noVariableIsSilentlyIgnored(String name) {
        assertThat(outcome(with(SMALLEST, name, "?"))).isNotEqualTo(outcome(SMALLEST));
    }

    private static List<String> known() {
        return Variables.known();
    }

    private String outcome(Map<String, String> variables) {
        try {
            return read(variables).origin().settings().tree().toString();
        } catch (ConfigException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    @Test
    void whatFollowsFromHaproxysFailureCanBeSaid() throws Exception {
        Files.writeString(folder.resolve("haproxy.cfg"), "");

        var usual = read(with(SMALLEST, "HAVIP_LAST_RESORT_RETRY", "20s"))
                .instances()
                .getFirst()
                .tracking();
        var other = read(with(SMALLEST, "HAVIP_LAST_RESORT", "false", "HAVIP_DAMPING", "false"))
                .instances()
                .getFirst()
                .tracking();

        assertThat(usual.lastResort()).isEqualTo(new LastResortSettings(Set.of("haproxy"), 20_000_000_000L));
        assertThat(usual.damped()).isTrue();
        assertThat(other.lastResort()).isEqualTo(LastResortSettings.NEVER);
        assertThat(other.damped()).isFalse();
    }

    @Test
    void theVariablesOfOsixiasImageMeanWhatTheyMeanThere() throws Exception {
        var instance = read(Map.of(
                        "KEEPALIVED_INTERFACE", "eno1",
                        "KEEPALIVED_PASSWORD", "d0cker",
                        "KEEPALIVED_PRIORITY", "150",
                        "KEEPALIVED_ROUTER_ID", "51",
                        "KEEPALIVED_UNICAST_PEERS", "#PYTHON2BASH:['192.168.1.10', '192.168.1.11']",
                        "KEEPALIVED_VIRTUAL_IPS", "#PYTHON2BASH:['192.168.1.231', '192.168.1.232']"))
                .instances()
                .getFirst();

        assertThat(instance.router().version()).isEqualTo(Version.V2);
        assertThat(instance.router().preemption().preempt()).as("nopreempt").isFalse();
        assertThat(instance.exchange().authentication()).isEqualTo(new Authentication.Password("d0cker"));
        assertThat(instance.moving().addresses())
                .extracting(address -> address.address().getHostAddress() + "/" + address.prefixLength())
                .containsExactly("192.168.1.231/32", "192.168.1.232/32");
    }

    @Test
    void whatOsixiasImageSetsItselfIsSetHereToo() throws Exception {
        var instance = read(Map.of(
                        "KEEPALIVED_UNICAST_PEERS", "192.168.1.10",
                        "KEEPALIVED_INTERFACE", "auto",
                        "KEEPALIVED_PRIORITY", "",
                        "KEEPALIVED_NOTIFY", "",
                        "KEEPALIVED_COMMAND_LINE_ARGUMENTS", "",
                        "KEEPALIVED_VIRTUAL_IPS", "192.168.1.231"))
                .instances()
                .getFirst();

        assertThat(instance.router().vrid()).isEqualTo(51);
        assertThat(instance.router().priority()).isEqualTo(150);
        assertThat(instance.interfaceName()).isEqualTo("eth0");
        assertThat(instance.exchange().authentication()).isEqualTo(new Authentication.Password("d0cker"));
    }

    @Test
    void version3HasNoPasswordWhateverTheImage() throws Exception {
        var instance = read(Map.of("KEEPALIVED_VIRTUAL_IPS", "192.168.1.231", "HAVIP_VERSION", "3"))
                .instances()
                .getFirst();

        assertThat(instance.exchange().authentication()).isEqualTo(new Authentication.None());
    }

    @Test
    void whatKubernetesSetsForAServiceIsNotForTheGateway() throws Exception {
        var links = Map.of(
                "HAVIP_GATEWAY_SERVICE_HOST", "10.96.0.10",
                "HAVIP_GATEWAY_SERVICE_PORT", "9165",
                "HAVIP_GATEWAY_SERVICE_PORT_METRICS", "9165",
                "HAVIP_GATEWAY_PORT", "tcp://10.96.0.10:9165",
                "KEEPALIVED_PORT", "udp://10.96.0.11:112",
                "KEEPALIVED_PORT_112_UDP_ADDR", "10.96.0.11",
                "HAVIP_PORT_9165_TCP", "tcp://10.96.0.10:9165");

        assertThat(new Environment(links).isEmpty()).isTrue();
        assertThat(new Environment(Map.of("HAVIP_PORT", "9165")).isEmpty()).isFalse();
    }

    @Test
    void theVariablesOfShawlysImageMeanWhatTheyMeanThere() throws Exception {
        var instance = read(Map.of(
                        "KEEPALIVED_VIRTUAL_IP", "10.11.12.99",
                        "KEEPALIVED_VIRTUAL_MASK", "24",
                        "KEEPALIVED_VRID", "99",
                        "KEEPALIVED_AUTH_TYPE", "PASS",
                        "KEEPALIVED_AUTH_PASS", "blahblah",
                        "KEEPALIVED_STATE", "MASTER"))
                .instances()
                .getFirst();

        assertThat(instance.router().vrid()).isEqualTo(99);
        assertThat(instance.router().preemption().preempt()).isTrue();
        assertThat(instance.moving().addresses().getFirst().prefixLength()).isEqualTo(24);
    }

    @Test
    void haproxyIsRunWhereThereIsAConfigurationForIt() throws Exception {
        assertThat(read(SMALLEST).trackers().haproxy()).isEmpty();
        assertThat(read(SMALLEST).notices()).anyMatch(notice -> notice.contains("HAProxy is neither run nor followed"));

        Files.writeString(folder.resolve("haproxy.cfg"), "");

        var config = read(SMALLEST);
        assertThat(config.trackers().haproxy().orElseThrow().process()).isInstanceOf(Supervised.class);
        assertThat(config.instances().getFirst().tracking().health())
                .extracting(tracking -> tracking.tracker())
                .containsExactly("haproxy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "HAVIP_PRIORTY                  | 100     | 2:15: error: HAVIP_PRIORTY: there is no such variable |"
                        + " did you mean HAVIP_PRIORITY?",
                "HAVIP_PRIORITY                 | 300     | HAVIP_PRIORITY: '300' is not in 1..255 | give a whole"
                        + " number",
                "HAVIP_PEERS                    | 10.0.0.1 10.0.0.x | 2:22: error: HAVIP_PEERS: '10.0.0.x' is not an"
                        + " IP address | in figures",
                "HAVIP_PEERS                    | ,       | HAVIP_PEERS: ',' is a list of nothing | list at least one",
                "HAVIP_ADDRESSES                | , ,     | HAVIP_ADDRESSES: ', ,' is a list of nothing | list at least"
                        + " one",
                "HAVIP_VERSION                  | 4       | HAVIP_VERSION: '4' is not a choice here | one of: 2, 3",
                "HAVIP_ADVERTISEMENT_INTERVAL   | 1       | HAVIP_ADVERTISEMENT_INTERVAL: '1' has no unit | write 1s"
                        + " or 1ms",
                "HAVIP_LISTEN                   | 9165    | HAVIP_LISTEN: '9165' is not an address and a port |"
                        + " 127.0.0.1:9165",
                "HAVIP_PASSWORD_FILE            | secret  | HAVIP_PASSWORD_FILE: 'secret' is not an absolute path |"
                        + " start it with /",
                "KEEPALIVED_VRID                | 7       | KEEPALIVED_VRID: means the same as HAVIP_VRID | keep one"
                        + " of them",
                "KEEPALIVED_NOTIFY              | /x.sh   | KEEPALIVED_NOTIFY: is not supported | transitions are in"
                        + " the log",
                "KEEPALIVED_CHECK_SCRIPT        | true    | KEEPALIVED_CHECK_SCRIPT: is not supported | gateway.yaml",
                "KEEPALIVED_AUTH_TYPE           | AH      | KEEPALIVED_AUTH_TYPE: 'AH' is not supported | set PASS",
            })
    void aMistakeIsNamedWithItsMend(String name, String value, String message, String mend) {
        assertThatThrownBy(() -> read(with(SMALLEST, name, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message)
                .hasMessageContaining(mend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HAVIP_VRID", "HAVIP_ADDRESSES"})
    void whatIsMissingIsNamed(String missing) {
        var variables = with(SMALLEST);
        variables.remove(missing);

        assertThatThrownBy(() -> read(variables)).hasMessageContaining(missing + " is not set");
    }

    @Test
    void aPasswordIsNeverShown() {
        assertThatThrownBy(() -> read(with(SMALLEST, "KEEPALIVED_PASSWORD", "hunter2", "KEEPALIVED_STATE", "LEADER")))
                .hasMessageContaining("'LEADER' is not a choice here")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> read(with(SMALLEST, "KEEPALIVED_PASSWORD", "hunter\u00e9")))
                .hasMessageContaining("KEEPALIVED_PASSWORD=*******")
                .hasMessageNotContaining("hunter");
    }

    @Test
    void aFileAndTheEnvironmentTogetherAreRefused() throws Exception {
        Files.writeString(folder.resolve("gateway.yaml"), "");

        assertThatThrownBy(() -> read(SMALLEST))
                .hasMessageContaining("gateway.yaml: error: the file exists, and so does HAVIP_ADDRESSES")
                .hasMessageContaining("mend: keep one");
    }

    @Test
    void besideAFileThatIsNamedTheyAreToldNotToCount() throws Exception {
        var file = Files.writeString(
                folder.resolve("named.yaml"),
                "instances: [{name: VI_1, interface: eth0, vrid: 51, addresses: [10.0.0.1]}]");
        var variables = Map.of("HAVIP_PRIORITY", "3", "HAVIP_LAUNCHER", "/usr/bin/havip-gateway");

        var config = ConfigReader.read(file, KeepalivedOptions.standard(), Optional.empty(), variables);

        assertThat(config.notices()).containsExactly("environment:2:16: HAVIP_PRIORITY: is not read beside " + file);
    }

    @Test
    void withoutEitherTheErrorSaysWhatThereCouldBe() {
        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageContaining("there is no configuration")
                .hasMessageContaining("--config")
                .hasMessageContaining("HAVIP_VRID");
    }

    @Test
    void theReferenceListsEveryVariable() throws Exception {
        String reference = Files.readString(Path.of("docs/configuration.md"));

        assertThat(Variables.known()).allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
        assertThat(Variables.REFUSED.keySet())
                .allSatisfy(name -> assertThat(reference).contains("`" + name + "`"));
    }
}
