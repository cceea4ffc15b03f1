package io.havip.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An API with a certificate of one's own is trusted by {@code ca}, and by nothing less. */
@Execution(ExecutionMode.CONCURRENT)
class AuthorityTest {
    @TempDir
    private static Path folder;

    private HttpsServer server;

    @AfterEach
    void end() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** @return where it is */
    private URI serve(Certificates certificates, String name) throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys(certificates, name).getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    private static KeyManagerFactory keys(Certificates certificates, String name)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(name, key(certificates.key(name)), new char[0], new Certificate[] {
            certificate(certificates.certificate(name))
        });
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        return keys;
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (var content = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(content);
        }
    }

    private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
        String text = Files.readString(file).replaceAll("-----[^-]*-----", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
    }

    private static int ask(URI uri, Optional<Path> authority) throws CallFailed, InterruptedException {
        try (var client = new ApiClient(PlayedApi.LIMITS, authority)) {
            return client.send(HttpRequest.newBuilder(uri).build()).status();
        }
    }

    private static CallFailed refused(URI uri, Optional<Path> authority) {
        return catchThrowableOfType(CallFailed.class, () -> ask(uri, authority));
    }

    @Test
    void whoeverItHasSignedIsTrusted() throws Exception {
        var own = Certificates.in(folder.resolve("own")).sign("api", "127.0.0.1");
        var stranger = Certificates.in(folder.resolve("stranger"));
        var uri = serve(own, "api");

        assertThat(ask(uri, Optional.of(own.authority()))).isEqualTo(200);
        for (var other : new Path[] {stranger.authority(), null}) {
            assertThat(refused(uri, Optional.ofNullable(other)))
                    .returns(Kind.PASSING, CallFailed::kind)
                    .returns("TLS", CallFailed::code)
                    .hasMessageContaining("127.0.0.1 is not trusted: ");
        }
    }

    @Test
    void butNotUnderAnotherName() throws Exception {
        var own = Certificates.in(folder.resolve("elsewhere")).sign("api", "10.77.0.1");

        assertThat(refused(serve(own, "api"), Optional.of(own.authority()))).returns("TLS", CallFailed::code);
    }

    @Test
    void norWhenItsTimeIsOver() throws Exception {
        var own = Certificates.in(folder.resolve("over")).expired("api", "127.0.0.1");

        assertThat(refused(serve(own, "api"), Optional.of(own.authority()))).returns("TLS", CallFailed::code);
    }

    @Test
    void aFileThatIsNoneIsToldOf() throws IOException {
        var nobody = URI.create("https://127.0.0.1:1");
        var words = Files.writeString(folder.resolve("words.pem"), "no certificate\n");

        for (var file : new Path[] {words, folder.resolve("missing.pem")}) {
            assertThat(refused(nobody, Optional.of(file)))
                    .returns(Kind.CREDENTIALS, CallFailed::kind)
                    .returns("Authority", CallFailed::code)
                    .hasMessageContaining("the authority's certificate can't be read");
        }
    }
}
