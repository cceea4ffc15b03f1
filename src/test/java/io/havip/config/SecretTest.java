package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.havip.config.keepalived.KeepalivedOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A password is in no error, whatever is wrong with its line. */
class SecretTest {
    private static final String SECRET = "hunter2";

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authentication { auth_type PASX\n auth_pass hunter2 }",
                "authentication { auth_type PASS auth_pass hunter2 }",
                "authentication { auth_pass hunter2 }",
                "authentication { auth_type PASS\n auth_pas hunter2 }",
                "authentication { auth_type PASS\n auth_pass hunter2 hunter2 }",
                "authentication { auth_type PASS\n auth_pass \"hunter2 }",
                "authentication { auth_type PASS\n auth_pass hunter2\u00fc }",
                "authentication { auth_type AH auth_pass\n hunter2 }",
                "auth_hmac { key 1 hunter2\n active_key 1 }",
                "auth_hmac { key hunter2 }",
                "auth_hmac { key hunter2 1 }",
                "auth_hmac { kye 1 hex:hunter2 }",
                "auth_hmac { key 1 hex:hunter2 }",
            })
    void notInTheErrorsOfAKeepalivedConf(String authentication) {
        String errors = new ConfigFolder(temporary).errors("keepalived.conf", """
                vrrp_instance VI_1 {
                    interface eth0
                    virtual_router_id 51
                    virtual_ipaddress { 10.0.0.1 }
                    %s
                }
                """.formatted(authentication));

        assertThat(errors).contains("error: ").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authentication: {password: hunter2}",
                "authentication: {pasword: hunter2}",
                "authentication: {\"password\":\"hunter2\"",
                "authentication: {password: [hunter2]}",
                "authentication: {password: &p hunter2}",
                "authentication:\n      password:\n        hunter2",
                "authentication: {password: hunter2, password: hunter2}",
                "authentication: {password: hunter2\u00fc}\n    version: 2",
                "authentication: {hmac: {keys: [{id: 1, key: hunter2}], active-key: 1}}",
                "authentication: {hmac: {keys: [{id: 1, kee: hex:hunter2}], active-key: 1}}",
                "authentication: {hmac: {keys: [{id: 1, key: [hunter2]}], active-key: 1}}",
            })
    void notInTheErrorsOfYaml(String authentication) {
        String errors = new ConfigFolder(temporary).errors("gateway.yaml", """
                instances:
                  - name: VI_1
                    interface: eth0
                    vrid: 51
                    addresses: [10.0.0.1]
                    %s
                """.formatted(authentication));

        assertThat(errors).contains("error: ").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{token: hunter2}",
                "{tokn: hunter2}",
                "{\"token\":\"hunter2\"}",
                "{token-file: /tmp, token: [hunter2]}",
                "{token:\n   hunter2}",
            })
    void aTokenThatIsWrittenInPlaceOfItsFileIsNotShown(String management) {
        String errors = new ConfigFolder(temporary).errors("gateway.yaml", """
                management: %s
                instances:
                  - {name: VI_1, interface: eth0, vrid: 51, addresses: [10.0.0.1]}
                """.formatted(management));

        assertThat(errors).contains("error: ").doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HAVIP_TOKEN", "HAVIP_PASWORD", "HAVIP_AUTHENTICATION_KEY"})
    void theValueOfAVariableThatIsNotKnownIsNotShown(String name) {
        var variables = Map.of("HAVIP_VRID", "51", "HAVIP_ADDRESSES", "10.0.0.1", name, SECRET);

        assertThatThrownBy(() -> ConfigReader.readUsual(
                        List.of(),
                        KeepalivedOptions.standard(),
                        variables,
                        temporary.resolve("haproxy.cfg"),
                        Optional.empty()))
                .hasMessageContaining("there is no such variable")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void theMaskKeepsTheColumns() {
        String errors = new ConfigFolder(temporary).errors("gateway.yaml", """
                instances:
                  - name: VI_1
                    interface: eth0
                    vrid: 51
                    addresses: [10.0.0.1]
                    authentication: {password: hunter2}
                """);

        assertThat(errors).isEqualTo("""
                gateway.yaml:6:32: error: instances[0].authentication.password: version 3 has no authentication
                        authentication: {password: ********
                                                   ^
                    mend: remove it, or set version: 2""");
    }
}
