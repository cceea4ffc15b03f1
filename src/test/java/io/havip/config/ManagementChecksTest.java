package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.config.options.ManagementOptions.Management;
import io.havip.testing.Certificates;
import io.havip.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How nodes ask each other, as it is configured: what is refused, what is only said, and what comes of it. */
@Execution(ExecutionMode.CONCURRENT)
class ManagementChecksTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";
    private static final String INSTANCE = """
            instances:
              - {name: web, interface: eth0, vrid: 51, addresses: [10.0.0.1/24], multicast: {source: 10.0.0.21}}
            """;

    @TempDir
    private static Path files;

    @TempDir
    private Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void writeFiles() throws IOException {
        secret("token", TOKEN + "\n");
        secret("short", "abc\n");
        secret("odd", "0123456789 abcdef 0123456789 abcdef\n");
        secret("large", "a".repeat(300_000));
        Files.setPosixFilePermissions(secret("open", TOKEN), PosixFilePermissions.fromString("rw-r--r--"));
        certificates = Certificates.in(files.resolve("tls"))
                .sign("gw", "10.0.0.11")
                .sign("gw2", "10.0.0.12")
                .expired("old", "10.0.0.11");
        Files.copy(certificates.key("gw"), files.resolve("open.key"));
        Files.setPosixFilePermissions(files.resolve("open.key"), PosixFilePermissions.fromString("rw-r--r--"));
        secret("older.key", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        secret("torn.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    }

    private static Path secret(String name, String text) throws IOException {
        var file = files.resolve(name);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    /** Of a test's text: file names. */
    private static String named(String text) {
        return text.replace("TLS/", files.resolve("tls") + "/").replace("DIR/", files + "/");
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments(
                        "peers: [10.0.0.12:9165], insecure: true",
                        "error: management.peers: nodes ask each other with a token, and there is none",
                        "give all of them the same: token-file: /etc/havip-gateway/token (openssl rand -hex 32)"),
                arguments(
                        "peers: [10.0.0.12:9165], token-file: DIR/token",
                        "error: management.token-file: the token would be shown over plain HTTP",
                        "where nobody else is on that network, insecure: true"),
                arguments(
                        "token-file: DIR/token",
                        "error: management.token-file: the token would be shown over plain HTTP",
                        "give a certificate, tls: {certificate: FILE, key: FILE, ca: FILE}"),
                arguments(
                        "peers: [10.0.0.12:9165], token-file: DIR/nothing, insecure: true",
                        "error: management.token-file: there is no DIR/nothing",
                        "create it, or correct the path"),
                arguments(
                        "token-file: DIR/open, insecure: true",
                        "error: management.token-file: anyone may read or write DIR/open",
                        "chmod o-rw DIR/open, and put a new secret into it"),
                arguments(
                        "token-file: DIR/short, insecure: true",
                        "error: management.token-file: a token has 32 to 512 characters, and that in DIR/short 3",
                        "make one: openssl rand -hex 32"),
                arguments(
                        "token-file: DIR/odd, insecure: true",
                        "error: management.token-file: the token in DIR/odd has other characters than letters, digits",
                        "make one: openssl rand -hex 32"),
                arguments(
                        "token-file: DIR/large, insecure: true",
                        "error: management.token-file: DIR/large is larger than 256 KiB",
                        "name the right file"),
                arguments(
                        "token-file: DIR/tls, insecure: true",
                        "error: management.token-file: DIR/tls is not a file",
                        "name the file itself"),
                arguments(
                        "token-file: token, insecure: true",
                        "error: management.token-file: this is not an absolute path",
                        "start it with /"),
                arguments(
                        "peers: [10.0.0.12], token-file: DIR/token, insecure: true",
                        "error: management.peers[0]: '10.0.0.12' is not an address and a port",
                        "write e.g. 127.0.0.1:9165 or [::1]:9165"),
                arguments(
                        "peers: [10.0.0.300:9165], token-file: DIR/token, insecure: true",
                        "error: management.peers[0]: '10.0.0.300' is not an IP address",
                        "give an IPv4 or IPv6 address in figures"),
                arguments(
                        "peers: [gw2.example:0], token-file: DIR/token, insecure: true",
                        "error: management.peers[0]: '0' is not in 1..65535",
                        "give a whole number from 1 to 65535"),
                arguments(
                        "listen: 10.0.0.11:9165, peers: [10.0.0.11:9165], token-file: DIR/token, insecure: true",
                        "error: management.peers[0]: this is where this node itself listens",
                        "list the others only"),
                noNode(
                        "listen: 0.0.0.0:9165",
                        "127.0.0.1:9165",
                        "this is where this node itself listens",
                        "list the others only"),
                noNode(
                        "listen: 0.0.0.0:9165",
                        "10.0.0.21:9165",
                        "this is where this node itself listens",
                        "list the others only"),
                noNode(
                        "listen: 127.0.0.1:9166",
                        "10.0.0.21:9165",
                        "10.0.0.21 is this node's own address",
                        "list the others only"),
                noNode(
                        "listen: 10.0.0.11:9165",
                        "10.0.0.11:9166",
                        "10.0.0.11 is this node's own address",
                        "list the others only"),
                noNode("", "0.0.0.0:9165", "0.0.0.0 is every address and no node's", "give the node's own address"),
                noNode("", "'[::]:9165'", ":: is every address and no node's", "give the node's own address"),
                noNode(
                        "",
                        "224.0.0.18:9165",
                        "224.0.0.18 is a multicast group and no node's address",
                        "give the node's own address"),
                noNode(
                        "",
                        "'[ff02::12]:9165'",
                        "ff02::12 is a multicast group and no node's address",
                        "give the node's own address"),
                noNode(
                        "",
                        "255.255.255.255:9165",
                        "255.255.255.255 is a broadcast address and no node's",
                        "give the node's own address"),
                noNode(
                        "",
                        "10.0.0.255:9165",
                        "10.0.0.255 is a broadcast address and no node's",
                        "give the node's own address"),
                noNode(
                        "",
                        "10.0.0.1:9165",
                        "10.0.0.1 is a virtual address of 'web': whichever node is active answers there, this one too",
                        "give the node's own address"),
                arguments(
                        "peers: [10.0.0.12:9165, 10.0.0.12:9165], token-file: DIR/token, insecure: true",
                        "error: management.peers[1]: 10.0.0.12:9165 is listed twice",
                        "list each node once"),
                arguments(
                        "peers: [" + peers(17) + "], token-file: DIR/token, insecure: true",
                        "error: management.peers: there are more than 16",
                        "list those of this cluster only"),
                arguments(
                        "insecure: true, tls: {certificate: TLS/gw.crt, key: TLS/gw.key}",
                        "error: management.insecure: with tls there is nothing insecure",
                        "keep one of them"),
                arguments(
                        "peers: [10.0.0.12:9165], token-file: DIR/token, tls: {certificate: TLS/gw.crt, key: TLS/gw.key}",
                        "error: management.tls: it is not said by what the others' certificates are known",
                        "name who has signed them, ca: FILE, or list the pins that check prints on each"),
                arguments(
                        "tls: {certificate: TLS/gw.crt, key: TLS/gw.key, ca: TLS/ca.crt, pins: [" + "ab".repeat(32)
                                + "]}",
                        "error: management.tls.pins: the others are known either by a ca or by pins",
                        "keep one of them"),
                arguments(
                        "tls: {certificate: TLS/gw.crt, key: TLS/gw.key, pins: [sha256:abc]}",
                        "error: management.tls.pins[0]: 'sha256:abc' is not a pin",
                        "write sha256: and 64 hexadecimal digits, as check prints them"),
                arguments(
                        "tls: {certificate: TLS/gw.crt}",
                        "error: management.tls: key is missing",
                        "name a PEM file: key: /etc/havip-gateway/tls.key"),
                arguments(
                        "tls: {key: TLS/gw.key}",
                        "error: management.tls: certificate is missing",
                        "name a PEM file: certificate: /etc/havip-gateway/tls.crt"),
                arguments(
                        "tls: {certificate: TLS/gw.crt, key: TLS/gw2.key}",
                        "error: management.tls: the key in TLS/gw2.key is not that of the certificate",
                        "name the two that match"),
                arguments(
                        "tls: {certificate: TLS/gw.key, key: TLS/gw.key}",
                        "error: management.tls: there is no certificate in TLS/gw.key",
                        "name a PEM file: it has a line -----BEGIN CERTIFICATE-----"),
                arguments(
                        "tls: {certificate: DIR/torn.crt, key: TLS/gw.key}",
                        "error: management.tls: a certificate in DIR/torn.crt can't be read",
                        "write it anew"),
                arguments(
                        "tls: {certificate: TLS/gw.crt, key: DIR/token}",
                        "error: management.tls: there is no private key in DIR/token",
                        "name a PEM file: it has a line -----BEGIN PRIVATE KEY-----"),
                arguments(
                        "tls: {certificate: TLS/gw.crt, key: DIR/older.key}",
                        "error: management.tls: the key in DIR/older.key is encrypted, or in an older form",
                        "openssl pkcs8 -topk8 -nodes -in DIR/older.key writes it as PKCS #8"),
                arguments(
                        "tls: {certificate: TLS/gw.crt, key: DIR/open.key}",
                        "error: management.tls: anyone may read or write DIR/open.key",
                        "chmod o-rw DIR/open.key, and put a new secret into it"));
    }

    /** A peer that can't be another node. */
    private static Arguments noNode(String listen, String peer, String error, String mend) {
        return arguments(
                "peers: [" + peer + "], token-file: DIR/token, insecure: true"
                        + (listen.isEmpty() ? "" : ", " + listen),
                "error: management.peers[0]: " + error,
                mend);
    }

    private static String peers(int count) {
        return IntStream.rangeClosed(2, count + 1)
                .mapToObj("10.0.0.%d:9165"::formatted)
                .collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatLeavesADoorOpenIsRefused(String management, String error, String mend) {
        var errors = new ConfigFolder(folder).errors("gateway.yaml", written(management));

        assertThat(errors.split("error: ", -1)).as(errors).hasSize(2);
        assertThat(errors).contains(named(error)).contains(named(mend)).doesNotContain(TOKEN);
    }

    private static String written(String management) {
        return "management: {" + named(management) + "}\n" + INSTANCE;
    }

    static Stream<Arguments> noticed() {
        return Stream.of(
                arguments(
                        "listen: 0.0.0.0:9165, peers: [10.0.0.12:9165], token-file: DIR/token, insecure: true",
                        "management.insecure: the token is shown over plain HTTP: whoever is on that network reads it"),
                arguments(
                        "listen: 10.0.0.11:9165, peers: [127.0.0.1:9166], token-file: DIR/token, tls: {certificate: TLS/gw.crt,"
                                + " key: TLS/gw.key, ca: TLS/ca.crt}",
                        "management.peers[0]: 127.0.0.1 is this host itself: another node answers there only at the end of a"
                                + " tunnel"),
                arguments(
                        "listen: 10.0.0.11:9165, peers: ['localhost:9166'], token-file: DIR/token, tls: {certificate:"
                                + " TLS/gw.crt, key: TLS/gw.key, ca: TLS/ca.crt}",
                        "management.peers[0]: localhost is this host itself"),
                arguments("insecure: true", "management.insecure: without effect: there is no token"),
                arguments(
                        "peers: [10.0.0.12:9165], token-file: DIR/token, tls: {certificate: TLS/gw.crt, key: TLS/gw.key,"
                                + " ca: TLS/ca.crt}",
                        "management.peers: this node listens on 127.0.0.1:9165 only, so that the others can't ask it"),
                arguments(
                        "listen: 10.0.0.11:9165, tls: {certificate: TLS/old.crt, key: TLS/old.key, ca: TLS/ca.crt}",
                        "management.tls.certificate: TLS/old.crt has expired: the others don't trust it"),
                arguments(
                        "listen: 10.0.0.11:9165, tls: {certificate: TLS/gw2.crt, key: TLS/gw2.key, ca: TLS/ca.crt}",
                        "management.tls.certificate: TLS/gw2.crt is not for 10.0.0.11, so that those who know it by a ca"));
    }

    @ParameterizedTest
    @MethodSource("noticed")
    void whatTheOperatorShouldKnowIsSaid(String management, String notice) throws Exception {
        var notices = new ConfigFolder(folder)
                .read("gateway.yaml", written(management))
                .notices();

        assertThat(notices).singleElement().asString().contains(named(notice));
    }

    @Test
    void whatFitsIsTakenWithoutAWord() throws Exception {
        var config = new ConfigFolder(folder).read("gateway.yaml", written("""
                listen: 10.0.0.11:9165, peers: ["10.0.0.12:9165", "[fd00::12]:9165", "gw3.example:9165"],
                token-file: DIR/token, tls: {certificate: TLS/gw.crt, key: TLS/gw.key, ca: TLS/ca.crt}"""));

        assertThat(config.notices()).isEmpty();
        assertSame(config.management());
    }

    @Test
    void aKeepalivedConfSaysTheSameInParameters() throws Exception {
        var config = new ConfigFolder(folder).read("keepalived.conf", named("""
                $HAVIP_LISTEN=10.0.0.11:9165
                $HAVIP_MANAGEMENT_PEERS=10.0.0.12:9165 [fd00::12]:9165 gw3.example:9165
                $HAVIP_TOKEN_FILE=DIR/token
                $HAVIP_TLS_CERTIFICATE=TLS/gw.crt
                $HAVIP_TLS_KEY=TLS/gw.key
                $HAVIP_TLS_CA=TLS/ca.crt
                """) + ConfigFolder.instance(""));

        assertSame(config.management());
    }

    private static void assertSame(Management management) {
        assertThat(management.peers())
                .extracting(IpAddress::text)
                .containsExactly("10.0.0.12:9165", "[fd00::12]:9165", "gw3.example:9165");
        assertThat(management.tokenFile()).contains(files.resolve("token"));
        assertThat(management.tls()).hasValueSatisfying(tls -> {
            assertThat(tls.certificate()).isEqualTo(certificates.certificate("gw"));
            assertThat(tls.key()).isEqualTo(certificates.key("gw"));
            assertThat(tls.authority()).contains(certificates.authority());
            assertThat(tls.pins()).isEmpty();
        });
    }

    @Test
    void anErrorInAParameterHasItsPlace() {
        assertThat(new ConfigFolder(folder)
                        .errors("keepalived.conf", "$HAVIP_TLS_CERTIFICATE=/x\n" + ConfigFolder.instance("")))
                .contains("keepalived.conf:1:24: error: $HAVIP_TLS_CERTIFICATE: key is missing");
    }
}
