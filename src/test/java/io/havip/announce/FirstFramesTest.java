package io.havip.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.Announcement.BoundAddress;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.config.InstanceBuilder;
import io.havip.config.options.AnnounceOptions;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.FrameSocket;
import io.havip.linux.Link;
import io.havip.wire.GratuitousArp;
import io.havip.wire.MacAddress;
import io.havip.wire.NeighbourAdvertisement;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loop itself tells the network of a takeover. */
class FirstFramesTest {
    private static final MacAddress MAC = MacAddress.parse("02:00:00:00:00:01");
    private static final Link ETH0 = new Link(7, "eth0", true, true, Optional.of(MAC), 1500);
    private static final Inet4Address WEB = (Inet4Address) InetAddress.ofLiteral("10.77.0.100");
    private static final Inet4Address DNS = (Inet4Address) InetAddress.ofLiteral("10.77.0.101");
    private static final Inet6Address SIX = (Inet6Address) InetAddress.ofLiteral("fd00:77::100");
    private static final AnnouncementSettings AT_ONCE = settings(0L);

    private final List<byte[]> sent = new ArrayList<>();
    private final Set<Integer> refused = new HashSet<>();
    private int errno = Errno.ENOBUFS;
    private final List<String> told = new ArrayList<>();
    private final List<Integer> breaks = new ArrayList<>();

    private final FirstFrames first = new FirstFrames(new FrameSocket() {
        private int calls;

        @Override
        public void send(int interfaceIndex, byte[] frame) {
            assertThat(interfaceIndex).isEqualTo(ETH0.index());
            if (refused.contains(calls++)) {
                throw new ErrnoException("sendmsg", errno, "refused");
            }
            sent.add(frame);
        }

        @Override
        public void close() {}
    });

    private final Announcements.Listener listener = new Announcements.Listener() {
        @Override
        public void sent(String interfaceName, boolean neighbourAdvertisement) {
            told.add(interfaceName + (neighbourAdvertisement ? " na" : " arp"));
        }

        @Override
        public void between() {
            breaks.add(sent.size());
        }

        @Override
        public void failed(String interfaceName, String reason) {
            told.add(interfaceName + " " + reason);
        }

        @Override
        public void announced() {
            throw new AssertionError("that is the announcer's to say");
        }
    };

    private static AnnouncementSettings settings(long distanceNanos) {
        return InstanceBuilder.announcements(
                announce -> announce.with(AnnounceOptions.REPEAT, 5).with(AnnounceOptions.INTERVAL, distanceNanos));
    }

    private static BoundAddress on(Optional<Link> link, InetAddress address, ArpForm form) {
        return BoundAddress.on(link, address, "eth0", "eth0", form);
    }

    private List<Integer> announce(AnnouncementSettings settings, boolean patient, BoundAddress... addresses) {
        return first.send(new Announcement("web", List.of(addresses), settings), patient, listener);
    }

    private static BoundAddress on(InetAddress address) {
        return on(Optional.of(ETH0), address, ArpForm.REQUEST);
    }

    @Test
    void eachAddressIsAnnouncedOnceWithinTheCall() {
        assertThat(announce(AT_ONCE, true, on(WEB), on(SIX))).isEmpty();

        assertThat(sent)
                .containsExactly(GratuitousArp.request(MAC, WEB), NeighbourAdvertisement.unsolicited(MAC, SIX, true));
        assertThat(told).containsExactly("eth0 arp", "eth0 na");
    }

    @Test
    void whoWaitsMayBeServedBetweenTwoAddresses() {
        announce(AT_ONCE, true, on(Optional.of(ETH0), WEB, ArpForm.BOTH), on(DNS), on(SIX));

        assertThat(breaks).containsExactly(2, 3);
    }

    @Test
    void inBothFormsWhereThatIsWanted() {
        assertThat(announce(AT_ONCE, true, on(Optional.of(ETH0), WEB, ArpForm.BOTH)))
                .isEmpty();

        assertThat(sent).containsExactly(GratuitousArp.request(MAC, WEB), GratuitousArp.reply(MAC, WEB));
    }

    @ParameterizedTest
    @ValueSource(ints = {Errno.ENOBUFS, Errno.EAGAIN, Errno.ENETDOWN, Errno.ENXIO})
    void whatIsRefusedIsCountedAndLeftAndKeepsNothingElse(int why) {
        errno = why;
        refused.add(0);

        assertThat(announce(AT_ONCE, true, on(WEB), on(DNS))).containsExactly(0);

        assertThat(sent).containsExactly(GratuitousArp.request(MAC, DNS));
        assertThat(told).containsExactly("eth0 sendmsg: refused (errno " + why + ")", "eth0 arp");
    }

    @Test
    void anAddressIsLeftUnlessAllOfItsFramesHaveLeft() {
        refused.add(1);

        assertThat(announce(AT_ONCE, true, on(Optional.of(ETH0), WEB, ArpForm.BOTH)))
                .containsExactly(0);
    }

    @Test
    void whereThereIsNothingToSendByItIsLeft() {
        assertThat(announce(AT_ONCE, true, on(Optional.empty(), WEB, ArpForm.REQUEST)))
                .containsExactly(0);
        assertThat(told).isEmpty();
    }

    @Test
    void whoeverHasToKeepADistanceWaitsUnlessNobodySendsLater() {
        assertThat(announce(settings(1_000_000L), true, on(WEB), on(DNS))).containsExactly(0, 1);
        assertThat(sent).isEmpty();

        assertThat(announce(settings(1_000_000L), false, on(WEB), on(DNS))).isEmpty();
        assertThat(sent).hasSize(2);
    }
}
