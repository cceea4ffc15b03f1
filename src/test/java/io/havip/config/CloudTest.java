package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.announce.AnnouncedBy;
import io.havip.cloud.tencent.TencentSettings;
import io.havip.config.environment.Environment;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A cloud in the configuration, or in a file beside it. */
class CloudTest {
    private static final String KEEPALIVED = ConfigFolder.instance("");
    private static final String INSTANCE = """
            instances:
              - {name: web, interface: eth0, vrid: 51, addresses: [10.0.0.1]%s}
            """;

    @TempDir
    Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void folder() {
        folder = new ConfigFolder(temporary);
    }

    private static AnnouncedBy by(GatewayConfig config) {
        return config.instances().getFirst().moving().announcements().by();
    }

    private GatewayConfig beside(String file, String text, String cloud) throws ConfigException {
        return ConfigReader.read(
                folder.write(file, text),
                KeepalivedOptions.standard(),
                Optional.of(folder.write("cloud.yaml", cloud)),
                Map.of());
    }

    @Test
    void aKeepalivedConfRunsInACloudUnchanged() throws ConfigException {
        var config = beside("keepalived.conf", KEEPALIVED, "cloud: {tencent: {region: ap-guangzhou}}");

        assertThat(config.cloud()).hasValueSatisfying(cloud -> {
            assertThat(cloud.provider())
                    .isInstanceOfSatisfying(
                            TencentSettings.class,
                            tencent -> assertThat(tencent.region()).hasValue("ap-guangzhou"));
            assertThat(cloud.changesPerHour()).isEqualTo(24);
        });
        assertThat(by(config)).isEqualTo(AnnouncedBy.BOTH);
    }

    private GatewayConfig with(Map<String, String> variables) throws ConfigException {
        return ConfigReader.read(
                folder.write("keepalived.conf", KEEPALIVED), KeepalivedOptions.standard(), Optional.empty(), variables);
    }

    @Test
    void theEnvironmentNamesTheCloudBesideAFile() throws ConfigException {
        var config = with(Map.of("HAVIP_TENCENT_REGION", "ap-guangzhou", "HAVIP_VRID", "7", "PATH", "/bin"));

        assertThat(config.cloud())
                .hasValueSatisfying(cloud -> assertThat(cloud.provider())
                        .isInstanceOfSatisfying(
                                TencentSettings.class,
                                tencent -> assertThat(tencent.region()).hasValue("ap-guangzhou")));
        assertThat(by(config)).isEqualTo(AnnouncedBy.BOTH);
    }

    @Test
    void alsoWhereTheFileIsInAUsualPlace() throws ConfigException {
        var file = folder.write("keepalived.conf", KEEPALIVED);
        var variables = Map.of("HAVIP_AWS_REGION", "eu-central-1", "HAVIP_CLOUD_FILE", "cloud.yaml");

        var config = ConfigReader.readUsual(
                List.of(file), KeepalivedOptions.standard(), variables, temporary.resolve("none"), Optional.empty());

        assertThat(config.cloud()).isPresent();
    }

    @Test
    void whatIsWrongInTheEnvironmentIsToldThere() {
        assertThatThrownBy(() -> with(Map.of("HAVIP_TENCENT_REGOIN", "ap-guangzhou")))
                .hasMessageContaining("environment:1:")
                .hasMessageContaining("HAVIP_TENCENT_REGOIN: there is no such variable")
                .hasMessageContaining("did you mean HAVIP_TENCENT_REGION?");
        assertThatThrownBy(() -> with(Map.of("HAVIP_TENCENT_REGION", "x", "HAVIP_AWS_REGION", "y")))
                .hasMessageContaining("a node is in one cloud");
        assertThatThrownBy(() -> ConfigReader.read(
                        folder.write("gateway.yaml", "cloud: {tencent: {}}\n" + INSTANCE.formatted("")),
                        KeepalivedOptions.standard(),
                        Optional.empty(),
                        Map.of("HAVIP_TENCENT_REGION", "x")))
                .hasMessageContaining("gateway.yaml:1:1")
                .hasMessageContaining("a cloud is described in environment too");
    }

    /** A variable that is not known as a cloud's would be without effect there. */
    @Test
    void allVariablesOfACloudAreTaken() {
        var names = new Section("", List.of(GatewayOptions.CLOUD))
                .paths()
                .flatMap(path -> path.getLast().variables().stream())
                .collect(Collectors.toMap(name -> name, _ -> "x", (one, _) -> one));

        assertThat(Environment.ofCloud(names).names()).containsExactlyInAnyOrderElementsOf(names.keySet());
    }

    @Test
    void withoutOneNothingIsCalled() throws ConfigException {
        var config = folder.read("keepalived.conf", KEEPALIVED);

        assertThat(config.cloud()).isEmpty();
        assertThat(by(config)).isEqualTo(AnnouncedBy.ARP);
    }

    @Test
    void anInstanceSaysHowItIsAnnounced() throws ConfigException {
        var config = folder.read("gateway.yaml", "cloud: {tencent: {}}\n" + INSTANCE.formatted(", announce: api"));

        assertThat(by(config)).isEqualTo(AnnouncedBy.API);
    }

    @Test
    void callsNeedACloud() {
        assertThat(folder.errors("gateway.yaml", INSTANCE.formatted(", announce: {by: both}")))
                .contains("there is no cloud to call")
                .contains("describe it in a section cloud, or write arp");
    }

    @Test
    void aCloudThatNobodyCallsIsTold() throws ConfigException {
        var config = folder.read("gateway.yaml", "cloud: {tencent: {}}\n" + INSTANCE.formatted(", announce: arp"));

        assertThat(config.notices())
                .singleElement()
                .asString()
                .contains("every instance announces by arp alone, so the cloud is not called");
    }

    /** Nobody has to ask the cloud for that. */
    @Test
    void whatACloudsNetworkDoesNotHaveIsTold() throws ConfigException {
        var both = folder.read(
                "gateway.yaml",
                "cloud: {aws: {}}\n" + INSTANCE.formatted("") + "  - {name: web6, interface: eth0, vrid: 52,"
                        + " addresses: [\"fe80::1\", \"fd00::1\"], unicast: {peers: [\"fd00::2\"]}}\n");

        assertThat(both.notices())
                .anySatisfy(
                        notice -> assertThat(notice).contains("gateway.yaml:3:", "clouds' networks have no multicast"))
                .anySatisfy(notice -> assertThat(notice).contains("gateway.yaml:4:", "asked for IPv4 addresses alone"))
                .hasSize(2);
        assertThat(folder.errors(
                        "gateway.yaml",
                        "cloud: {aws: {}}\ninstances: [{name: web6, interface: eth0, vrid: 52, announce: api,"
                                + " addresses: [\"fe80::1\"]}]\n"))
                .contains("would not even be announced", "mend: write both, or arp");
    }

    @Test
    void oneOfTwoDescriptionsWouldBeWithoutEffect() {
        assertThatThrownBy(() -> beside(
                        "gateway.yaml", "cloud: {tencent: {}}\n" + INSTANCE.formatted(""), "cloud: {tencent: {}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("gateway.yaml:1:1")
                .hasMessageContaining("cloud.yaml too");
    }

    @Test
    void whatIsWrongInItsFileNamesThat() {
        assertThatThrownBy(() -> beside("keepalived.conf", KEEPALIVED, "cloud: {tencent: {}, call-timeout: 1s}"))
                .hasMessageContaining("cloud.yaml:1:")
                .hasMessageContaining("call-timeout is shorter than connect-timeout, which is 2s");
        assertThatThrownBy(() -> beside("keepalived.conf", KEEPALIVED, "clod: {}"))
                .hasMessageContaining("there is no such key");
        assertThatThrownBy(() -> beside("keepalived.conf", KEEPALIVED, "cloud: {}"))
                .hasMessageContaining("it is not said which cloud this is");
    }
}
