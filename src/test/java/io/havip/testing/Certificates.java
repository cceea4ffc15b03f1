package io.havip.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of a test, and what it signs, as PEM files in a folder. */
public final class Certificates {
    private static final String AUTHORITY = "ca";
    private static final Duration VALID = Duration.ofDays(90);

    private final Path folder;
    private final KeyPair authority = keys();
    private long serialNumber;

    private Certificates(Path folder) {
        this.folder = folder;
    }

    /** @param folder is made if it is not there */
    public static Certificates in(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var certificates = new Certificates(folder);
        certificates.write(
                AUTHORITY,
                certificates.authority,
                Instant.now().plus(VALID),
                Extension.basicConstraints,
                new BasicConstraints(true));
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

    /**
     * A new key and its certificate, in place of those of that name perhaps.
     *
     * @param host whose it is: an IP address, or a name
     */
    public Certificates sign(String name, String host) {
        return sign(name, host, VALID);
    }

    /** @param valid for how long from now; less than nothing for one that is over */
    public Certificates sign(String name, String host, Duration valid) {
        boolean numeric = host.matches("[0-9.]+|.*:.*");
        var names = new GeneralNames(new GeneralName(numeric ? GeneralName.iPAddress : GeneralName.dNSName, host));
        write(name, keys(), Instant.now().plus(valid), Extension.subjectAlternativeName, names);
        return this;
    }

    /** One whose time is over. */
    public Certificates expired(String name, String host) {
        return sign(name, host, Duration.ofDays(-10));
    }

    private static KeyPair keys() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void write(String name, KeyPair keys, Instant until, ASN1ObjectIdentifier extension, ASN1Encodable value) {
        try {
            var certificate = new JcaX509v3CertificateBuilder(
                            new X500Name("CN=authority"),
                            BigInteger.valueOf(++serialNumber),
                            Date.from(Instant.now().minus(VALID)),
                            Date.from(until),
                            new X500Name(name.equals(AUTHORITY) ? "CN=authority" : "CN=" + name),
                            keys.getPublic())
                    .addExtension(extension, extension.equals(Extension.basicConstraints), value)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()));
            Files.writeString(certificate(name), pem("CERTIFICATE", certificate.getEncoded()));
            Files.deleteIfExists(key(name));
            Files.createFile(
                    key(name), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(key(name), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    }
}
