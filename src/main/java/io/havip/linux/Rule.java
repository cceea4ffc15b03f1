package io.havip.linux;

import io.havip.vrrp.Family;
import java.util.Map;
import java.util.Optional;

/**
 * A rule that chooses a routing table: {@code ip-rule(8)}.
 *
 * @param family of the selector's networks
 * @param priority the lower the earlier, 1..
 * @param selector the packets that it is for
 * @param target the routing table, 1.., or the priority of the rule to go to; else 0
 * @param tracked whether it is put back when somebody has removed it
 * @param protocol who it says has made it, 1..255
 */
public record Rule(
        Family family, int priority, Selector selector, Action action, int target, boolean tracked, int protocol) {

    /**
     * Which packets; all of them unless something is given.
     *
     * @param inverted whether it is for what it does not select ({@code not})
     * @param from source addresses
     * @param to destination addresses
     * @param inputInterface {@code iif}
     * @param outputInterface {@code oif}
     * @param mark the packet's mark and which of its bits count
     * @param attributes what few rules have
     */
    public record Selector(
            boolean inverted,
            Optional<Network> from,
            Optional<Network> to,
            Optional<String> inputInterface,
            Optional<String> outputInterface,
            Optional<Mark> mark,
            Map<Attribute, Span> attributes) {

        public Selector {
            attributes = Map.copyOf(attributes);
        }

        /** Those from a network. */
        public static Selector from(Network network) {
            return new Selector(
                    false,
                    Optional.of(network),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());
        }
    }

    /**
     * A packet's mark ({@code fwmark}).
     *
     * @param mask 0xffffffff for all bits
     */
    public record Mark(int value, int mask) {}

    /** One number or several; both ends are included. */
    public record Span(long first, long last) {}

    /** What is done with the packets; FR_ACT_* of {@code linux/fib_rules.h}. */
    public enum Action {
        LOOKUP(1),
        /** In the table of the interface's VRF. */
        L3MDEV(1),
        GOTO(2),
        NOP(3),
        BLACKHOLE(6),
        UNREACHABLE(7),
        PROHIBIT(8);

        private final int number;

        Action(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** Numbers that a rule selects by, or that narrow the lookup; FRA_*, named as in {@code ip-rule(8)}. */
    public enum Attribute {
        TOS(0, Form.HEADER),
        REALMS(11, Form.WORD),
        SUPPRESS_IFGROUP(13, Form.WORD),
        SUPPRESS_PREFIXLENGTH(14, Form.WORD),
        UIDRANGE(20, Form.WORD_SPAN),
        IPPROTO(22, Form.BYTE),
        SPORT(23, Form.SHORT_SPAN),
        DPORT(24, Form.SHORT_SPAN);

        private final int number;
        private final Form form;

        Attribute(int number, Form form) {
            this.number = number;
            this.form = form;
        }

        /** Whether it may be several numbers. */
        public boolean spans() {
            return form == Form.SHORT_SPAN || form == Form.WORD_SPAN;
        }

        int number() {
            return number;
        }

        Form form() {
            return form;
        }
    }

    /** How the kernel takes a number. */
    enum Form {
        HEADER,
        BYTE,
        WORD,
        SHORT_SPAN,
        WORD_SPAN
    }
}
