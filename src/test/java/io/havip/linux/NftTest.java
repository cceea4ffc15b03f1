package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NftTest {
    private static final int KILLED = 137;

    @Test
    void aRunThatDoesNotEndIsKilled() throws IOException, InterruptedException {
        var process = Nft.start(new ProcessBuilder("cat"), 10, TimeUnit.MILLISECONDS);

        assertThat(process.waitFor()).isEqualTo(KILLED);
    }
}
