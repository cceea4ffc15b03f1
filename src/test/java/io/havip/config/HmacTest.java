package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.yaml.YamlText;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Hmac.Mode;
import io.havip.vrrp.Authentication.Key;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code auth_hmac}. */
class HmacTest {
    private static final String HEX = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String TEXT = "thirty-two characters or a few more";

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void inItsFolder() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void aKeyStandsInDigitsInCharactersOrInAFile() throws Exception {
        var file = folder.write("vrrp.key", "hex:" + HEX + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var config = folder.read("keepalived.conf", instance("""
            auth_hmac {
                key 1 hex:%s
                key 2 "%s"
                key 255 file:%s
                active_key 255
            }
            """.formatted(HEX, TEXT, file)));

        assertThat(authentication(config))
                .isEqualTo(new Hmac(
                        Map.of(
                                1, new Key(HEX),
                                2, Key.of(TEXT.getBytes(StandardCharsets.UTF_8)),
                                255, new Key(HEX)),
                        255,
                        OptionalInt.of(5),
                        Mode.ENFORCE));
        assertThat(config.notices()).isEmpty();
    }

    @Test
    void aKeyFileThatOthersMayReadIsNoticed() throws Exception {
        var file = folder.write("vrrp.key", TEXT);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        var config = folder.read("keepalived.conf", hmac("key 1 file:" + file + "\nactive_key 1"));

        assertThat(config.notices()).singleElement().asString().contains("others may read this file: chmod 600 it");
    }

    @Test
    void theWindowIsThreeIntervals5SecondsAtLeastUnlessItIsGiven() throws Exception {
        var key = "key 1 hex:" + HEX + "\nactive_key 1\n";

        assertThat(window(instance("advert_int 1\nauth_hmac { " + key + "}"))).hasValue(5);
        assertThat(window(instance("advert_int 10\nauth_hmac { " + key + "}"))).hasValue(30);
        assertThat(window(instance("advert_int 10\nauth_hmac { " + key + "time_window 2 }")))
                .hasValue(2);
        assertThat(window(instance("auth_hmac { " + key + "anti_replay monotonic }")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"enforce, ENFORCE", "permissive, PERMISSIVE", "receive-only, RECEIVE_ONLY"})
    void itIsIntroducedInThreeSteps(String word, Mode mode) throws Exception {
        var config = folder.read("keepalived.conf", hmac("key 1 hex:" + HEX + "\nactive_key 1\nmode " + word));

        assertThat(authentication(config))
                .isInstanceOfSatisfying(
                        Hmac.class, hmac -> assertThat(hmac.mode()).isEqualTo(mode));
        assertThat(folder.read("gateway.yaml", YamlText.of(config.origin().settings()))
                        .instances())
                .usingRecursiveComparison()
                .isEqualTo(config.instances());
    }

    @Test
    void yamlHasTheSame() throws Exception {
        var file = folder.write("vrrp.key", TEXT);
        var config = folder.read("gateway.yaml", """
            instances:
              - name: web
                interface: eth0
                vrid: 51
                addresses: [10.0.0.1]
                authentication:
                  hmac:
                    keys:
                      - {id: 1, key: "hex:%s"}
                      - {id: 2, key-file: %s}
                    active-key: 2
                    anti-replay: time
                    time-window: 20s
                    mode: permissive
            """.formatted(HEX, file));

        assertThat(authentication(config))
                .isEqualTo(new Hmac(
                        Map.of(1, new Key(HEX), 2, Key.of(TEXT.getBytes(StandardCharsets.UTF_8))),
                        2,
                        OptionalInt.of(20),
                        Mode.PERMISSIVE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        key 1 hex:00ff                               | a key has 32 to 64 bytes, and this one 2
        key 1 hex:0g                                 | after hex: come pairs of hexadecimal digits
        key 1 secret                                 | a key has 32 to 64 bytes, and this one 6
        key one hex:HEX                              | a key has a number, 1 to 255, and then its value
        key 1                                        | a key has a number and a value
        key 1 file:/nowhere                          | the file can't be read as text
        key 1 hex:HEX; key 1 hex:HEX; active_key 1   | there is a key with this number already
        key 1 hex:HEX                                | active_key is missing
        key 1 hex:HEX; active_key 2                  | there is no key 2
        key 1 hex:HEX; active_key 1; mode strict     | this is not a choice here
        key 1 hex:HEX; active_key 1; time_window 301 | this is not in 1..300
        key 1 hex:HEX; active_key 1; anti_replay no  | this is not a choice here
        keys 1                                       | this is not a keyword in auth_hmac
        """)
    void whatDoesNotFitIsRefusedAndNoKeyIsShown(String words, String error) {
        var errors =
                folder.errors("keepalived.conf", hmac(words.replace("HEX", HEX).replace("; ", "\n")));

        assertThat(errors).contains("error: ").contains(error).doesNotContain(HEX, "secret", "hex:0g");
    }

    @Test
    void aRouterHasOneKindOfAuthentication() {
        assertThat(folder.errors("keepalived.conf", instance("""
            authentication {
                auth_type PASS
                auth_pass 1111
            }
            auth_hmac {
                key 1 hex:%s
                active_key 1
            }
            """.formatted(HEX))))
                .contains("there is a password too, and a router has one kind of authentication");
    }

    private OptionalInt window(String text) throws Exception {
        return ((Hmac) authentication(folder.read("keepalived.conf", text))).windowSeconds();
    }

    private static Authentication authentication(GatewayConfig config) {
        return config.instances().getFirst().exchange().authentication();
    }

    private static String hmac(String words) {
        return instance("auth_hmac {\n" + words + "\n}");
    }
}
