package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SharesTest {
    private final Shares shares = new Shares(3, 2);

    @Test
    void oneTakerGetsNoMoreThanHisShare() {
        assertThat(shares.take("one")).isTrue();
        assertThat(shares.take("one")).isTrue();
        assertThat(shares.take("one")).isFalse();
        assertThat(shares.take("another")).isTrue();
    }

    @Test
    void allTogetherGetNoMoreThanThereAre() {
        shares.take("one");
        shares.take("one");
        shares.take("two");

        assertThat(shares.take("three")).isFalse();
        assertThat(shares.taken()).isEqualTo(3);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        shares.take("one");
        shares.take("one");
        shares.giveBack("one");

        assertThat(shares.take("one")).isTrue();
        assertThat(shares.take("one")).isFalse();
    }
}
