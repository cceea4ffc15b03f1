package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What says which configuration is in force. */
class HashTest {
    private static final String KEY = "hex:" + "ab".repeat(32);

    @TempDir
    private Path folder;

    private String hash(String more) throws IOException, ConfigException {
        var file = Files.writeString(folder.resolve("gateway.yaml"), """
            router-name: gw1
            instances:
              - name: web
                interface: eth0
                vrid: 51
                addresses: [10.0.0.1]
            """ + more);
        return ConfigReader.read(file).hash();
    }

    @Test
    void theSameIsSaidByTheSameHoweverItIsWritten() throws Exception {
        assertThat(hash("")).matches("[0-9a-f]{16}").isEqualTo(hash("    priority: 100 # the standard\n"));
        assertThat(hash("")).isNotEqualTo(hash("    priority: 101\n"));
    }

    /** Whoever knows the rest could find a password of a few characters by trying. */
    @Test
    void itSaysNothingOfPasswordsAndKeys() throws Exception {
        var password = "    version: 2\n    authentication: {password: %s}\n";
        var key = "    authentication: {hmac: {keys: [{id: 1, key: \"%s\"}], active-key: 1}}\n";

        assertThat(hash(password.formatted("hunter2"))).isEqualTo(hash(password.formatted("hunter3")));
        assertThat(hash(key.formatted(KEY))).isEqualTo(hash(key.formatted(KEY.replace('a', 'c'))));
        assertThat(hash(key.formatted(KEY))).isNotEqualTo(hash(""));
    }
}
