package io.havip.config;

import static io.havip.config.ConfigFolder.assertOneError;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in a provider's section is one error at its place, with what to do; a secret is in none. */
class CloudRefusalsTest {
    private static final String REQUESTS =
            "read: {url: 'https://api.example/{id}', holder: /ip}, move: {url: 'https://api.example/{id}'}";
    private static final String INSTANCE =
            "instances: [{name: web, interface: eth0, vrid: 51, addresses: [10.0.0.1]}]\n";

    @TempDir
    Path temporary;

    private String errors(String provider) {
        return new ConfigFolder(temporary)
                .errors("gateway.yaml", "cloud: {" + provider.replace("/token", token()) + "}\n" + INSTANCE);
    }

    /** A file that nobody else may read. */
    private String token() {
        try {
            var file = Files.writeString(temporary.resolve("token"), "a token");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            region: 'eu central' | 27 | region: 'eu central' is not a provider's name | write it as the provider's console shows it
            endpoint: ftp://x | 29 | endpoint: 'ftp://x' is not the URL of an API | write e.g. https://vpc.tencentcloudapi.com
            endpoint: https://x/path | 29 | endpoint: 'https://x/path' is not the URL of an API | write e.g. https://vpc.tencentcloudapi.com
            public-addresses: [10.0.0.1] | 38 | public-addresses[0]: '10.0.0.1' is not a virtual address and a public one | write both, as in 10.0.0.100=203.0.113.5
            public-addresses: ['fd00::1=203.0.113.5'] | 38 | public-addresses[0]: 'fd00::1=203.0.113.5' is not a virtual address and a public one | write both, as in 10.0.0.100=203.0.113.5
            credentials-file: keys | 37 | credentials-file: 'keys' is not an absolute path | start it with /
            regoin: x | 19 | regoin: there is no such key | did you mean region?
            """)
    void ofTencent(String option, int column, String error, String mend) {
        assertOneError(errors("tencent: {" + option + "}"), "cloud.tencent.", column + ": " + error, mend);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            route-tables: ['rtb 1'] | 30 | route-tables[0]: 'rtb 1' is not a provider's name | write it as the provider's console shows it
            elastic-addresses: [10.0.0.1=203.0.113.5, 10.0.0.1=203.0.113.6] | 57 | elastic-addresses[1]: there is one for this address already | give each address one
            elastic-addresses: [10.0.0.1=203.0.113.5], route-tables: [rtb-1] | 72 | route-tables: an elastic address can't stand for one that is outside of the private network | drop elastic-addresses or route-tables
            """)
    void ofAws(String option, int column, String error, String mend) {
        assertOneError(errors("aws: {" + option + "}"), "cloud.aws.", column + ": " + error, mend);
    }

    /** Of each provider: what is named for a virtual address stands for one, and what is read can be. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            tencent: {public-addresses: [10.0.0.1=203.0.113.5, 10.0.0.7=203.0.113.6]} | 10.0.0.7 is no virtual address that the cloud is asked for | name one of 10.0.0.1
            aws: {elastic-addresses: [10.0.0.7=203.0.113.6]} | 10.0.0.7 is no virtual address that the cloud is asked for | name one of 10.0.0.1
            http: {node: a, ids: [10.0.0.7=ip-77], REQUESTS} | 10.0.0.7 is no virtual address that the cloud is asked for | name one of 10.0.0.1
            tencent: {credentials-file: /nowhere/keys} | there is no /nowhere/keys | create it, or correct the path
            aws: {credentials-file: /nowhere/keys} | there is no /nowhere/keys | create it, or correct the path
            http: {node: a, secret-file: /proc, REQUESTS} | /proc is not a file | name the file itself
            """)
    void whatWouldBeWithoutEffect(String provider, String error, String mend) {
        String shown = errors(provider.replace("REQUESTS", REQUESTS));

        assertThat(shown.lines()).hasSize(4).first().asString().endsWith(error);
        assertThat(shown).endsWith("\n    mend: " + mend);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            node: a, read: {url: 'http://x/{id}', holder: /ip}, move: {url: 'https://x/{id}'} | read.url: over plain HTTP anyone between reads the secret | write https:, or insecure: true where nobody else is on that network
            node: a, read: {url: 'https://{node}/', holder: /ip}, move: {url: 'https://x/{id}'} | read.url: 'https://{node}/' is not a URL | write e.g. https://api.example/v1/ips/{id}
            node: a, read: {url: 'https://x/{secret}', holder: /ip}, move: {url: 'https://x/{id}'} | read.url: 'https://x/{secret}' shows the secret to whoever logs URLs | put {secret} into a header, or the body
            node: a, read: {url: 'https://x/{adress}', holder: /ip}, move: {url: 'https://x/{id}'} | read.url: '{adress}' stands for nothing | did you mean {address}?
            node: a, read: {url: 'https://x/{id}', holder: ip}, move: {url: 'https://x/{id}'} | read.holder: 'ip' is not a JSON Pointer | write e.g. /ip/server
            node: a, read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}', success: [done]} | move.success[0]: 'done' is not a condition | write a JSON Pointer and a value: /action/status=success
            node: a, ids: [ip-77], read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}'} | ids[0]: 'ip-77' is not an address and its name | write both, as in 203.0.113.5=ip-77
            node: a, headers: ['Host: x'], read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}'} | headers[0]: 'Host: ...' is not a header that can be set | write a name and a value: 'X-Project: havip'
            node: a, headers: ['X-Key: {secret}'], read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}'} | headers[0]: {secret} stands for nothing | name the file that it is in: secret-file: FILE
            node: a, read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}', body: '{secret}'} | move.body: {secret} stands for nothing | name the file that it is in: secret-file: FILE
            node: a, authorization: 'Bearer {secret}', read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}'} | authorization: a secret does not belong here | put it into a file: secret-file: FILE, authorization: Bearer {secret}
            read: {url: 'https://x/{id}', holder: /ip}, move: {url: 'https://x/{id}'} | cloud.http: node is missing | say what the API calls this node: node: "4711"
            """)
    void ofAnyOther(String options, String error, String mend) {
        String shown = errors("http: {" + options + "}");

        assertThat(shown.lines())
                .hasSize(4)
                .first()
                .asString()
                .matches("gateway.yaml:1:\\d+: error: .*")
                .endsWith(error);
        assertThat(shown).endsWith("\n    mend: " + mend);
    }

    /** Wherever it is written, it is neither taken nor shown. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization: Bearer hunter2",
                "authorization: hunter2 {secrt}",
                "headers: ['X-Auth-Token: hunter2']",
                "headers: ['X-Api-Key: hunter2']",
                "headers: [\"Cookie: hunter2\"]",
                "headers: ['Authorization: Bearer hunter2']",
                "headers: ['Authorization hunter2']",
                "headers:\n    - 'X-Api-Key: hunter2'\n  ",
                "headers:\n    - 'X-Key {nobody}: hunter2'\n  ",
            })
    void aSecretIsNotShown(String option) {
        String shown = errors("http: {node: a, secret-file: /token, " + option + ", " + REQUESTS + "}");

        assertThat(shown).contains("error: ").doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{url: 'https://x/', body: '{\"token\": \"hunter2\"}'}",
                "{url: 'https://x/', body: 'api_key=hunter2&server={node}'}",
                "{url: 'https://x/', body: 'password: hunter2'}",
                "{url: 'https://x/?access-token=hunter2'}",
                "{url: 'https://me:hunter2@x/'}",
            })
    void norInARequest(String move) {
        String shown = errors("http: {node: a, read: {url: 'https://api.example/', holder: /ip}, move: " + move + "}");

        assertThat(shown).contains("error: ").doesNotContain("hunter2");
    }

    /** They name no secret, or where it goes. */
    @Test
    void otherHeadersAndBodiesAreTaken() {
        assertThat(errors(
                        "http: {node: a, secret-file: /token, headers: ['X-Auth-Token: {secret}', 'Idempotency-Key: {address}',"
                                + " 'X-Project: havip'], read: {url: 'https://x/', holder: /ip}, move: {url: 'https://x/?keys=1',"
                                + " body: '{\"token\": \"Bearer {secret}\", \"max_tokens\": 5, \"server\": {node}}'}}"))
                .isEqualTo("accepted");
    }
}
