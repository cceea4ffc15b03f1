package io.havip.linux;

import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.AddressRemoved;
import io.havip.linux.NetlinkEvent.LinkChanged;
import io.havip.linux.NetlinkEvent.LinkRemoved;
import io.havip.wire.IpAddress;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One message of {@code rtnetlink(7)}. Decoding takes any bytes: what is cut off or malformed is left out.
 *
 * @param type NLMSG_* or RTM_*
 * @param flags NLM_F_*
 * @param sequence that of the request that it answers
 * @param body what follows the message's header, in native byte order
 */
record NetlinkMessage(int type, int flags, int sequence, ByteBuffer body) {

    static final int HEADER_SIZE = 16;

    static final int ERROR = 2;
    static final int DONE = 3;
    static final int NEW_LINK = 16;
    static final int DELETE_LINK = 17;
    static final int GET_LINK = 18;
    static final int NEW_ADDRESS = 20;
    static final int DELETE_ADDRESS = 21;
    static final int GET_ADDRESS = 22;
    static final int NEW_ROUTE = 24;
    static final int DELETE_ROUTE = 25;
    static final int GET_ROUTE = 26;
    static final int NEW_RULE = 32;
    static final int DELETE_RULE = 33;

    /** NLM_F_DUMP_INTR: what the message lists changed meanwhile. */
    static final int INCONSISTENT = 0x10;

    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_LABEL = 3;
    static final int IFA_CACHEINFO = 6;
    static final int IFA_FLAGS = 8;
    /** Who has bound it; kernels before 5.18 take no notice of it. */
    static final int IFA_PROTO = 11;

    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int NLMSGERR_ATTR_MSG = 1;

    private static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;
    private static final int LINK_HEADER_SIZE = 16;
    // The error number and the header of the request; NETLINK_CAP_ACK keeps the request itself out.
    private static final int ERROR_HEADER_SIZE = 4 + HEADER_SIZE;
    private static final int ATTRIBUTE_HEADER_SIZE = 4;

    /** The messages of one datagram, from the buffer's position to its limit. */
    static List<NetlinkMessage> decode(ByteBuffer datagram) {
        var messages = new ArrayList<NetlinkMessage>();
        int offset = datagram.position();
        while (datagram.limit() - offset >= HEADER_SIZE) {
            int length = datagram.getInt(offset);
            if (length < HEADER_SIZE || length > datagram.limit() - offset) {
                break;
            }
            messages.add(new NetlinkMessage(
                    datagram.getShort(offset + 4) & 0xffff,
                    datagram.getShort(offset + 6) & 0xffff,
                    datagram.getInt(offset + 8),
                    slice(datagram, offset + HEADER_SIZE, length - HEADER_SIZE)));
            offset += Math.min(align(length), datagram.limit() - offset);
        }
        return messages;
    }

    /** What has happened, if it is a change that we follow; in the answer to a dump: what there is. */
    Optional<NetlinkEvent> event() {
        return switch (type) {
            case NEW_LINK -> link().map(LinkChanged::new);
            case DELETE_LINK -> link().map(LinkRemoved::new);
            case NEW_ADDRESS -> address().map(AddressAdded::new);
            case DELETE_ADDRESS -> address().map(AddressRemoved::new);
            default -> Optional.empty();
        };
    }

    /** Of {@link #ERROR}: the errno, 0 for an acknowledgement. */
    int errno() {
        return body.remaining() < Integer.BYTES ? 0 : -body.getInt(0);
    }

    /** Of {@link #ERROR}: what the kernel says about it (NETLINK_EXT_ACK). */
    Optional<String> explanation() {
        return Optional.ofNullable(attributes(ERROR_HEADER_SIZE).get(NLMSGERR_ATTR_MSG))
                .map(NetlinkMessage::text);
    }

    /** Of {@link #NEW_LINK} and {@link #DELETE_LINK}: the link. */
    Optional<Link> link() {
        // Other families tell of something else, e.g. AF_BRIDGE of a link that leaves its bridge.
        if (body.remaining() < LINK_HEADER_SIZE || body.get(0) != 0) {
            return Optional.empty();
        }
        var attributes = attributes(LINK_HEADER_SIZE);
        var name = attributes.get(IFLA_IFNAME);
        if (name == null) {
            return Optional.empty();
        }
        int flags = body.getInt(8);
        return Optional.of(new Link(
                body.getInt(4),
                text(name),
                (flags & IFF_UP) != 0,
                (flags & IFF_RUNNING) != 0,
                Optional.ofNullable(attributes.get(IFLA_ADDRESS))
                        .filter(address -> address.remaining() == MacAddress.LENGTH)
                        .map(address -> MacAddress.of(bytes(address))),
                (int) unsigned(attributes.get(IFLA_MTU), 0, 0)));
    }

    /** Of {@link #NEW_ADDRESS} and {@link #DELETE_ADDRESS}: the address. */
    Optional<InterfaceAddress> address() {
        if (body.remaining() < AddressMessage.HEADER_SIZE) {
            return Optional.empty();
        }
        var attributes = attributes(AddressMessage.HEADER_SIZE);
        // On a point-to-point link IFA_ADDRESS is the peer's; IPv6 gives IFA_LOCAL only there.
        var other = ipAddress(attributes.get(IFA_ADDRESS));
        var local = ipAddress(attributes.get(IFA_LOCAL)).or(() -> other);
        return local.map(address -> new InterfaceAddress(
                body.getInt(4),
                address,
                body.get(1) & 0xff,
                other.filter(peer -> !peer.equals(address)),
                body.get(3) & 0xff,
                (int) unsigned(attributes.get(IFA_FLAGS), 0, body.get(2) & 0xff),
                unsigned(attributes.get(IFA_CACHEINFO), 4, InterfaceAddress.FOREVER)));
    }

    /** The attributes behind a header, by type; the last one of a type counts. */
    Map<Integer, ByteBuffer> attributes(int headerSize) {
        return attributes(body, headerSize);
    }

    /** The attributes from a position on, by type. */
    static Map<Integer, ByteBuffer> attributes(ByteBuffer bytes, int start) {
        var attributes = new HashMap<Integer, ByteBuffer>();
        int offset = start;
        while (bytes.limit() - offset >= ATTRIBUTE_HEADER_SIZE) {
            int length = bytes.getShort(offset) & 0xffff;
            if (length < ATTRIBUTE_HEADER_SIZE || length > bytes.limit() - offset) {
                break;
            }
            attributes.put(
                    bytes.getShort(offset + 2) & 0xffff,
                    slice(bytes, offset + ATTRIBUTE_HEADER_SIZE, length - ATTRIBUTE_HEADER_SIZE));
            offset += align(length);
        }
        return attributes;
    }

    private static long unsigned(@Nullable ByteBuffer attribute, int offset, long otherwise) {
        return attribute == null || attribute.remaining() < offset + Integer.BYTES
                ? otherwise
                : Integer.toUnsignedLong(attribute.getInt(offset));
    }

    static String text(ByteBuffer attribute) {
        var text = StandardCharsets.UTF_8.decode(attribute.duplicate()).toString();
        int end = text.indexOf('\0');
        return end < 0 ? text : text.substring(0, end);
    }

    private static Optional<InetAddress> ipAddress(@Nullable ByteBuffer attribute) {
        return Optional.ofNullable(attribute)
                .filter(bytes -> bytes.remaining() == 4 || bytes.remaining() == 16)
                .map(bytes -> IpAddress.of(bytes(bytes)));
    }

    private static byte[] bytes(ByteBuffer attribute) {
        byte[] bytes = new byte[attribute.remaining()];
        attribute.get(attribute.position(), bytes);
        return bytes;
    }

    private static ByteBuffer slice(ByteBuffer buffer, int offset, int length) {
        return buffer.slice(offset, length).order(buffer.order());
    }

    private static int align(int length) {
        return (length + 3) & ~3;
    }
}
