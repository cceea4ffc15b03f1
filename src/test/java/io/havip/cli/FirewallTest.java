package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.vrrp.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packet filters as people have them: which ones keep VRRP out? */
class FirewallTest {
    private static final String CLOSED = "inet filter input";

    @TempDir
    private Path folder;

    private NetworkLab lab;

    @BeforeEach
    void makeAHost() {
        Requirement.NFTABLES.ensure();
        lab = NetworkLab.create();
        lab.namespace("host");
    }

    @AfterEach
    void close() {
        NetworkLab.close(lab);
    }

    @Test
    void withoutRulesNothingIsDropped() throws IOException {
        assertThat(dropping("", "policy accept;")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "iif lo accept",
                "iifname \"lo\" accept",
                "ct state established,related accept",
                "ct state vmap { established : accept, related : accept, invalid : drop }",
                "ct state new tcp dport 22 accept",
                "tcp dport { 80, 443 } accept",
                "meta l4proto { tcp, udp } th dport 53 accept",
                "icmp type echo-request accept",
                "ip protocol != vrrp accept",
                "ip protocol vmap { tcp : accept, vrrp : drop }",
                "meta l4proto @transport accept",
                "counter drop",
            })
    void whatNoRuleAcceptsIsDropped(String rule) throws IOException {
        assertThat(dropping(rule, "policy drop;")).containsExactly(CLOSED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip protocol vrrp accept",
                "ip protocol { vrrp, ospf } accept",
                "meta l4proto 112 counter accept",
                "meta l4proto @routing accept",
                "ip protocol != tcp accept",
                "ip protocol vmap { tcp : drop, vrrp : accept }",
                "iifname \"eth0\" accept",
                "iifname != \"lo\" accept",
                "ip saddr 10.0.0.0/8 accept",
                "ct state new,established accept",
                "accept",
                "jump trusted",
            })
    void whatARuleMayAcceptIsNot(String rule) throws IOException {
        String jumpedTo = rule.startsWith("jump") ? "ip saddr 10.0.0.1 accept" : "";
        assertThat(dropping(rule, "policy drop;", jumpedTo)).isEmpty();
    }

    @Test
    void aLastRuleThatRefusesEverythingIsAPolicyToo() throws IOException {
        assertThat(dropping("tcp dport 22 accept; reject with icmpx admin-prohibited", "policy accept;"))
                .containsExactly(CLOSED);
    }

    private List<String> dropping(String rule, String policy) throws IOException {
        return dropping(rule, policy, "");
    }

    private List<String> dropping(String rule, String policy, String trusted) throws IOException {
        var rules = Files.writeString(folder.resolve("rules.nft"), """
            table inet filter {
                set routing { type inet_proto; elements = { 89, 112 } }
                set transport { type inet_proto; elements = { tcp, udp } }
                chain trusted {
                    %s
                }
                chain input {
                    type filter hook input priority 0; %s
                    %s
                }
                chain output {
                    type filter hook output priority 0; policy accept;
                    accept
                }
            }
            """.formatted(trusted, policy, rule));
        lab.run("host", "nft", "--file", rules.toString());
        var firewall = lab.inside("host", Firewall::read).orElseThrow();
        assertThat(firewall.chainsThatDropVrrp(Family.IPV6)).isEqualTo(firewall.chainsThatDropVrrp(Family.IPV4));
        return firewall.chainsThatDropVrrp(Family.IPV4);
    }
}
