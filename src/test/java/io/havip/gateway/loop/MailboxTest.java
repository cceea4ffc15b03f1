package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.SeenClaim;
import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.observe.Meters;
import io.havip.observe.MetricsFormat;
import io.havip.wire.AddressClaim;
import io.havip.wire.MacAddress;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Mail WELL = verdict("script", true);
    private static final Mail ILL = verdict("script", false);

    private final Meters meters = new Meters(Clock.MACHINE, false);
    private final Mailbox mailbox = new Mailbox(meters.loop(), () -> {});

    @Test
    void whoeverHasReadEnoughFindsTheRestLater() {
        var read = new ArrayList<Mail>();
        List<Mail> all = List.of(new Mail.TrackerEnded("a"), new Mail.TrackerEnded("b"), new Mail.TrackerEnded("c"));
        all.forEach(mailbox::put);

        mailbox.drain(read::add, () -> read.size() < 2);
        assertThat(read).isEqualTo(all.subList(0, 2));
        assertThat(mailbox.isEmpty()).isFalse();

        mailbox.drain(read::add, () -> false);
        assertThat(read).isEqualTo(all);
        assertThat(mailbox.isEmpty()).isTrue();
    }

    @Test
    void aFloodOfClaimsKeepsNothingElseWaitingAndIsLimited() {
        LongStream.range(0, 1_000).forEach(sender -> mailbox.put(claim(sender, 0)));
        mailbox.put(WELL);
        mailbox.stop();

        assertThat(mailbox.takeStop()).isTrue();
        assertThat(mailbox.takeStop()).isFalse();
        assertThat(read()).hasSize(1 + Mailbox.CLAIMS_MAX).first().isEqualTo(WELL);
        assertThat(scrape()).contains("havip_address_claims_dropped_total " + (1_000 - Mailbox.CLAIMS_MAX));
    }

    @Test
    void whatIsRepeatedIsReadOnceAsItWasSaidLast() {
        mailbox.put(ILL);
        mailbox.put(claim(1, 10));
        mailbox.put(WELL);
        mailbox.put(claim(1, 20));
        assertThat(read()).containsExactly(WELL, claim(1, 20));

        LongStream.range(0, Mailbox.CLAIMS_MAX).forEach(sender -> mailbox.put(claim(sender, 30)));
        mailbox.put(claim(7, 40));
        assertThat(read()).as("also when no other would have room").contains(claim(7, 40));
    }

    @Test
    void whoeverGoesOnClaimingLetsTheOthersHaveTheirTurn() {
        var read = new ArrayList<Mail>();
        mailbox.put(claim(2, 0));
        for (int time = 0; time < 2; time++) {
            mailbox.put(claim(1, time));
            mailbox.drain(read::add, () -> false);
        }
        assertThat(read).containsExactly(claim(1, 0), claim(2, 0));
    }

    private List<Mail> read() {
        var read = new ArrayList<Mail>();
        mailbox.drain(read::add, () -> true);
        return read;
    }

    private String scrape() {
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, MetricsFormat.TEXT);
        return scrape.toString(StandardCharsets.UTF_8);
    }

    private static Mail verdict(String tracker, boolean healthy) {
        return new Mail.VerdictReached(new Verdict(tracker, healthy, "told", 0));
    }

    private static Mail claim(long sender, long atNanos) {
        var claim = new AddressClaim(InetAddress.ofLiteral("10.0.0.10"), new MacAddress(sender), true);
        return new Mail.ClaimSeen(new SeenClaim(claim, "eth0", atNanos));
    }
}
