package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What the kernel writes below {@code /proc/net}, and what it might. */
class MembershipTest {
    private static final InetAddress VRRP = InetAddress.ofLiteral("224.0.0.18");
    private static final InetAddress ALL_HOSTS = InetAddress.ofLiteral("224.0.0.1");

    @Test
    void groupsOfIpv4StandBelowTheirInterface() {
        var table = """
            Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter
            1\tlo        :     1      V3
            \t\t\t\t%s     1 0:00000000\t\t0
            14\teth0.100  :     2      V3
            \t\t\t\t%s     2 0:00000000\t\t0
            \t\t\t\t%s     1 0:00000000\t\t0
            """.formatted(number(ALL_HOSTS), number(VRRP), number(ALL_HOSTS));

        assertThat(Membership.ipv4(table))
                .containsExactlyInAnyOrder(
                        new Membership(1, ALL_HOSTS), new Membership(14, VRRP), new Membership(14, ALL_HOSTS));
    }

    @Test
    void groupsOfIpv6StandBesideTheirInterface() {
        var table = """
            1    lo              ff020000000000000000000000000001     1 0000000C 0
            14   eth0            ff020000000000000000000000000012     3 00000004 0
            """;

        assertThat(Membership.ipv6(table))
                .containsExactlyInAnyOrder(
                        new Membership(1, InetAddress.ofLiteral("ff02::1")),
                        new Membership(14, InetAddress.ofLiteral("ff02::12")));
    }

    @Test
    void whatIsNoTableHasNoGroups() {
        assertThat(Membership.ipv4("14\n\tgibberish\n\n99999999999\t:")).isEmpty();
        assertThat(Membership.ipv6("14 eth0 ff02 1\n")).isEmpty();
    }

    private static String number(InetAddress group) {
        int bytes = ByteBuffer.wrap(group.getAddress())
                .order(ByteOrder.nativeOrder())
                .getInt();
        return "%08X".formatted(bytes);
    }
}
