package io.havip.linux;

import io.havip.vrrp.Family;
import java.util.Optional;

/** A rule as {@code rtnetlink(7)} has it. */
record RuleMessage(Rule rule) {
    private static final int FIB_RULE_INVERT = 2;
    private static final int FRA_DST = 1;
    private static final int FRA_SRC = 2;
    private static final int FRA_IIFNAME = 3;
    private static final int FRA_GOTO = 4;
    private static final int FRA_PRIORITY = 6;
    private static final int FRA_FWMARK = 10;
    private static final int FRA_TABLE = 15;
    private static final int FRA_FWMASK = 16;
    private static final int FRA_OIFNAME = 17;
    private static final int FRA_L3MDEV = 19;
    private static final int FRA_PROTOCOL = 21;

    void writeTo(NetlinkRequest request) {
        var selector = rule.selector();
        // struct fib_rule_hdr
        request.body()
                .put((byte) (rule.family() == Family.IPV4 ? NetlinkRequest.AF_INET : NetlinkRequest.AF_INET6))
                .put(prefixLength(selector.to()))
                .put(prefixLength(selector.from()))
                .put((byte) typeOfService())
                .put(new byte[3])
                .put((byte) rule.action().number())
                .putInt(selector.inverted() ? FIB_RULE_INVERT : 0);
        request.attribute(FRA_PRIORITY, rule.priority());
        switch (rule.action()) {
            case LOOKUP -> request.attribute(FRA_TABLE, rule.target());
            case GOTO -> request.attribute(FRA_GOTO, rule.target());
            case L3MDEV -> request.attribute(FRA_L3MDEV, new byte[] {1});
            case NOP, BLACKHOLE, UNREACHABLE, PROHIBIT -> {}
        }
        request.attribute(FRA_PROTOCOL, new byte[] {(byte) rule.protocol()});
        selector.from()
                .ifPresent(from -> request.attribute(FRA_SRC, from.address().getAddress()));
        selector.to().ifPresent(to -> request.attribute(FRA_DST, to.address().getAddress()));
        selector.inputInterface().ifPresent(name -> request.attribute(FRA_IIFNAME, NetlinkRequest.terminated(name)));
        selector.outputInterface().ifPresent(name -> request.attribute(FRA_OIFNAME, NetlinkRequest.terminated(name)));
        selector.mark().ifPresent(mark -> {
            request.attribute(FRA_FWMARK, mark.value());
            request.attribute(FRA_FWMASK, mark.mask());
        });
        selector.attributes().forEach((attribute, span) -> attribute(request, attribute, span));
    }

    private int typeOfService() {
        return Optional.ofNullable(rule.selector().attributes().get(Rule.Attribute.TOS))
                .map(span -> (int) span.first())
                .orElse(0);
    }

    private static void attribute(NetlinkRequest request, Rule.Attribute attribute, Rule.Span span) {
        int first = (int) span.first();
        int last = (int) span.last();
        switch (attribute.form()) {
            case HEADER -> {}
            case BYTE -> request.attribute(attribute.number(), new byte[] {(byte) first});
            case WORD -> request.attribute(attribute.number(), first);
            case SHORT_SPAN ->
                request.attribute(
                        attribute.number(),
                        () -> request.body().putShort((short) first).putShort((short) last));
            case WORD_SPAN ->
                request.attribute(
                        attribute.number(), () -> request.body().putInt(first).putInt(last));
        }
    }

    private static byte prefixLength(Optional<Network> network) {
        return network.map(Network::prefixLength).orElse(0).byteValue();
    }
}
