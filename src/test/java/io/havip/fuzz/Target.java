package io.havip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cli.PeerStatus;
import io.havip.cloud.aws.Ec2Answer;
import io.havip.cloud.tencent.TencentAnswer;
import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.yaml.YamlText;
import io.havip.console.RawHttp;
import io.havip.haproxy.RuntimeAnswer;
import io.havip.linux.NetlinkBytes;
import io.havip.observe.journal.Line;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Version;
import io.havip.wire.AddressClaim;
import io.havip.wire.Checksum;
import io.havip.wire.ChecksumForm;
import io.havip.wire.FrameSubject;
import io.havip.wire.GratuitousArp;
import io.havip.wire.IpDestination;
import io.havip.wire.MacAddress;
import io.havip.wire.NeighbourAdvertisement;
import io.havip.wire.PasswordMask;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A reader of bytes from outside, what it promises, and good bytes to begin with. */
enum Target {
    ADVERTISEMENT {
        @Override
        void feed(byte[] packet) {
            advertisement(packet, IPV4, IPV4_GROUP);
            advertisement(packet, IPV6, IPV6_GROUP);
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.of(
                    encode(Version.V2, new Authentication.None(), IPV4, IPV4_GROUP),
                    encode(Version.V2, new Authentication.Password("secret"), IPV4, IPV4_GROUP),
                    encode(Version.V3, new Authentication.None(), IPV4, IPV4_GROUP),
                    encode(Version.V3, HMAC, IPV4, IPV4_GROUP),
                    encode(Version.V3, HMAC, IPV6, IPV6_GROUP));
        }
    },
    /** ARP and neighbour advertisements. */
    CLAIM {
        @Override
        void feed(byte[] frame) {
            AddressClaim.decode(frame);
            AddressClaim.decode(withChecksum(frame))
                    .ifPresent(claim -> assertThat(
                                    claim.address().isMulticastAddress() && claim.address() instanceof Inet6Address)
                            .isFalse());
        }

        @Override
        Stream<byte[]> seeds() {
            var mac = MacAddress.parse("02:00:00:00:00:2a");
            return Stream.of(
                    GratuitousArp.request(mac, (Inet4Address) IPV4),
                    GratuitousArp.reply(mac, (Inet4Address) IPV4),
                    NeighbourAdvertisement.unsolicited(mac, (Inet6Address) IPV6, true));
        }

        private byte[] withChecksum(byte[] frame) {
            int header = 14;
            int message = header + 40;
            if (frame.length < message + 4) {
                return frame;
            }
            byte[] mended = frame.clone();
            mended[message + 2] = 0;
            mended[message + 3] = 0;
            var source = address(mended, header + 8);
            var destination = address(mended, header + 24);
            return put(
                    mended,
                    message + 2,
                    Checksum.of(source, destination, 58, mended, message, mended.length - message));
        }
    },
    /** What an audit is shown. */
    CAPTURE {
        @Override
        void feed(byte[] file) {
            Strangers.audit(file);
            Strangers.explain(Strangers.takeover(), file);
        }

        @Override
        Stream<byte[]> seeds() {
            return Strangers.captures();
        }
    },
    /** Frames as they are recorded. */
    RECORDED {
        @Override
        void feed(byte[] frame) {
            FrameSubject.of(frame);
            assertThat(PasswordMask.masked(frame)).hasSameSizeAs(frame);
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.concat(CLAIM.seeds(), ADVERTISEMENT.seeds().map(this::framed));
        }

        private byte[] framed(byte[] packet) {
            byte[] frame = new byte[34 + packet.length];
            System.arraycopy(packet, 0, frame, 34, packet.length);
            frame[14] = 0x45;
            frame[23] = VrrpCodec.PROTOCOL;
            return put(put(frame, 12, 0x0800), 16, 20 + packet.length);
        }
    },
    /** IP packets as they are captured. */
    TRAFFIC {
        @Override
        void feed(byte[] frame) {
            IpDestination.of(frame)
                    .ifPresent(address -> assertThat(frame.length).isGreaterThan(14 + address.getAddress().length));
        }

        @Override
        Stream<byte[]> seeds() {
            byte[] packet = new byte[34];
            packet[14] = 0x45;
            return Stream.of(
                    put(packet, 12, 0x0800),
                    NeighbourAdvertisement.unsolicited(
                            MacAddress.parse("02:00:00:00:00:2a"), (Inet6Address) IPV6, true));
        }
    },
    NETLINK {
        @Override
        void feed(byte[] datagram) {
            NetlinkBytes.read(datagram);
        }

        @Override
        Stream<byte[]> seeds() {
            byte[] name = "eth0\0".getBytes(StandardCharsets.US_ASCII);
            return Stream.of(
                    NetlinkBytes.message(16, 16, new byte[6], new byte[6], name, new byte[4]),
                    NetlinkBytes.message(20, 8, new byte[4], new byte[4], name),
                    NetlinkBytes.message(21, 8, new byte[16], new byte[0], name, name, name, new byte[16]),
                    NetlinkBytes.message(2, 20, name));
        }
    },
    KEEPALIVED {
        @Override
        void feed(byte[] file) {
            configuration("fuzz.conf", file);
        }

        @Override
        Stream<byte[]> seeds() {
            return files("docs/examples/keepalived.conf", "src/test/resources/io/havip/config/havip.conf");
        }
    },
    YAML {
        @Override
        void feed(byte[] file) {
            configuration("fuzz.yaml", file);
        }

        @Override
        Stream<byte[]> seeds() {
            return files("docs/examples/gateway.yaml", "docs/examples/minimal.yaml");
        }
    },
    /** Of a journal's file. */
    LINE {
        @Override
        void feed(byte[] line) {
            Line.read(new String(line, StandardCharsets.UTF_8)).ifPresent(read -> {
                assertThat(read.sequence()).isPositive();
                assertThat(read.json().encode()).isNotEmpty();
                Strangers.explain(read, line);
            });
        }

        @Override
        Stream<byte[]> seeds() {
            return files("src/test/resources/io/havip/observe/journal/entries.jsonl")
                    .flatMap(file -> new String(file, StandardCharsets.UTF_8).lines())
                    .map(line -> line.getBytes(StandardCharsets.UTF_8));
        }
    },
    /** To the management address: an HTTP request, more or less. */
    REQUEST {
        @Override
        void feed(byte[] request) {
            var answer = RawHttp.served(request);
            assertThat(answer).doesNotContainPattern("(?m)^HTTP/1\\.[01] 500 ");
            if (answer.isEmpty()) {
                assertThat(RawHttp.served(LIVING)).endsWith("\r\n\r\nUP");
            }
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.of("/events?last=20", "/packets?number=7&base64", "/health/live")
                    .map(Target::request);
        }
    },
    /** Another node's, to a question after its status. */
    PEER {
        @Override
        void feed(byte[] answer) {
            assertThat(PeerStatus.found(RawHttp.told(answer))).doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        }

        @Override
        Stream<byte[]> seeds() {
            var status = PeerStatus.backup();
            return Stream.of(
                            "Content-Length: %d\r\n\r\n%s".formatted(status.length(), status),
                            "Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                                    .formatted(status.length(), status))
                    .map(rest -> "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + rest)
                    .map(answer -> answer.getBytes(StandardCharsets.US_ASCII));
        }
    },
    /** Of Tencent Cloud's API, and of its metadata service. */
    TENCENT {
        @Override
        void feed(byte[] answer) {
            TencentAnswer.read(answer);
        }

        @Override
        Stream<byte[]> seeds() {
            return CloudAnswers.tencent();
        }
    },
    /** Of EC2, and of its metadata service. */
    EC2 {
        @Override
        void feed(byte[] answer) {
            Ec2Answer.read(answer);
        }

        @Override
        Stream<byte[]> seeds() {
            return CloudAnswers.ec2();
        }
    },
    /** Of HAProxy's runtime socket. */
    ANSWER {
        @Override
        void feed(byte[] answer) {
            RuntimeAnswer.read(new String(answer, StandardCharsets.UTF_8));
        }

        @Override
        Stream<byte[]> seeds() {
            return Stream.of("Name: HAProxy\nVersion: 3.0.0\nPid: 1\nStopping: 0\n\n> ")
                    .map(answer -> answer.getBytes(StandardCharsets.US_ASCII));
        }
    };

    private static final byte[] LIVING = request("/health/live");
    private static final InetAddress IPV4 = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress IPV4_GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final InetAddress IPV6 = InetAddress.ofLiteral("fe80::1");
    private static final InetAddress IPV6_GROUP = InetAddress.ofLiteral("ff02::12");
    private static final Authentication.Key KEY = new Authentication.Key("ab".repeat(32));
    private static final Authentication HMAC =
            new Authentication.Hmac(Map.of(1, KEY), 1, OptionalInt.of(5), Authentication.Hmac.Mode.ENFORCE);

    /** Reads the bytes; fails where a promise is broken. */
    abstract void feed(byte[] bytes);

    abstract Stream<byte[]> seeds();

    private static byte[] request(String path) {
        return "GET %s HTTP/1.1\r\nHost: gw1:9165\r\nConnection: close\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] encode(
            Version version, Authentication authentication, InetAddress source, InetAddress destination) {
        var advertisement = new Advertisement(version, 51, 100, 1_000_000_000L, List.of(source, source));
        return VrrpCodec.encode(advertisement, authentication, 42, ChecksumForm.PSEUDO_HEADER, source, destination);
    }

    /** As it is, and with a checksum that holds, which no search finds. */
    private static void advertisement(byte[] packet, InetAddress source, InetAddress destination) {
        VrrpCodec.decode(packet, source, destination);
        if (packet.length < 8) {
            return;
        }
        byte[] mended = packet.clone();
        put(mended, 6, 0);
        put(mended, 6, Checksum.of(source, destination, VrrpCodec.PROTOCOL, mended, 0, mended.length));
        boolean v2 = mended[0] >> 4 == 2;
        if (v2) {
            put(mended, 6, 0);
            put(mended, 6, Checksum.of(mended, 0, mended.length));
        }
        if (VrrpCodec.decode(mended, source, destination) instanceof Decoded.Packet packetRead) {
            var advertisement = packetRead.advertisement();
            assertThat(advertisement.vrid()).isBetween(1, 255);
            assertThat(advertisement.priority()).isBetween(0, 255);
            assertThat(advertisement.intervalNanos()).isPositive();
            byte[] again = VrrpCodec.encode(
                    advertisement, packetRead.authentication(), 0, ChecksumForm.PSEUDO_HEADER, source, destination);
            assertThat(((Decoded.Packet) VrrpCodec.decode(again, source, destination)).advertisement())
                    .isEqualTo(advertisement);
        }
    }

    /** Is read, or refused with a mend. What was read may be written and means the same. */
    private static void configuration(String name, byte[] text) {
        try {
            var folder = Files.createTempDirectory("fuzz");
            var file = folder.resolve(name);
            var again = folder.resolve("again.yaml");
            try {
                Files.write(file, text);
                var written = YamlText.of(ConfigReader.read(file).origin().settings());
                Files.writeString(again, written);
                assertThat(rewritten(again)).isEqualTo(written);
            } catch (ConfigException refused) {
                assertThat(refused.getMessage()).contains("error: ").contains("mend: ");
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(again);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String rewritten(Path file) {
        try {
            return YamlText.of(ConfigReader.read(file).origin().settings());
        } catch (ConfigException e) {
            throw new AssertionError("what was written is not read", e);
        }
    }

    private static Stream<byte[]> files(String... names) {
        return Stream.of(names).map(name -> {
            try {
                return Files.readAllBytes(Path.of(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static InetAddress address(byte[] bytes, int offset) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 16));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] put(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >> 8);
        bytes[offset + 1] = (byte) value;
        return bytes;
    }
}
