package io.havip.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** An authority of a test, and what it signs, as PEM files in a folder. Made by the JDK's own program. */
public final class Certificates {
    private static final String PASSWORD = "changeit";
    private static final String AUTHORITY = "ca";

    private final Path folder;
    private final Path store;

    private Certificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("store.p12");
    }

    /** @param folder is made if it is not there */
    public static Certificates in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var certificates = new Certificates(folder);
        certificates.keytool(List.of("-genkeypair", "-alias", AUTHORITY, "-dname", "CN=authority", "-ext", "bc:c"));
        certificates.write(AUTHORITY);
        return certificates;
    }

    public Path authority() {
        return certificate(AUTHORITY);
    }

    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** A new key and its certificate, in place of those of that name perhaps: {@code sign("gw1", "san=ip:10.77.0.1")}. */
    public Certificates sign(String name, String names, String... more) {
        if (Files.exists(certificate(name))) {
            keytool(List.of("-delete", "-alias", name));
        }
        var command = new ArrayList<>(
                List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-signer", AUTHORITY, "-ext", names));
        command.addAll(Arrays.asList(more));
        keytool(command);
        write(name);
        return this;
    }

    /** One of last year. */
    public Certificates expired(String name, String names) {
        return sign(name, names, "-startdate", "-20d", "-validity", "10");
    }

    private void keytool(List<String> command) {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        all.addAll(command);
        all.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        // Whoever guesses the password of a test may.
        Stream.of("mac", "keyPbe", "certPbe")
                .map("-J-Dkeystore.pkcs12.%sIterationCount=1"::formatted)
                .forEach(all::add);
        all.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        if (command.contains("-genkeypair")) {
            all.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        try {
            var process = new ProcessBuilder(all).redirectErrorStream(true).start();
            var output = process.inputReader().readAllAsString();
            if (process.waitFor() != 0) {
                throw new AssertionError(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String name) {
        try (InputStream content = Files.newInputStream(store)) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(content, PASSWORD.toCharArray());
            Certificate own = keys.getCertificateChain(name)[0];
            Key key = keys.getKey(name, PASSWORD.toCharArray());
            Files.writeString(certificate(name), pem("CERTIFICATE", own.getEncoded()));
            Files.deleteIfExists(key(name));
            Files.createFile(
                    key(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key(name), pem("PRIVATE KEY", key.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    }
}
