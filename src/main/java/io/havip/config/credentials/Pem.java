package io.havip.config.credentials;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys as text (RFC 7468). */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----", Pattern.DOTALL);
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String KEY = "PRIVATE KEY";

    private Pem() {}

    private record Block(String label, byte[] content) {}

    private static List<Block> blocks(Path file, String text) throws CredentialException {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            try {
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException e) {
                throw new CredentialException("what " + file + " contains is not whole", "write it anew");
            }
        }
        return blocks;
    }

    /** All that a file has, at least one. */
    static List<X509Certificate> certificates(Path file) throws CredentialException {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks(file, CredentialFile.text(file))) {
            if (block.label().equals(CERTIFICATE)) {
                certificates.add(certificate(file, block.content()));
            }
        }
        if (certificates.isEmpty()) {
            throw new CredentialException(
                    "there is no certificate in " + file, "name a PEM file: it has a line -----BEGIN CERTIFICATE-----");
        }
        return certificates;
    }

    private static X509Certificate certificate(Path file, byte[] content) throws CredentialException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new CredentialException("a certificate in " + file + " can't be read", "write it anew");
        }
    }

    /** The key that a certificate is for. */
    static PrivateKey key(Path file, X509Certificate certificate) throws CredentialException {
        var blocks = blocks(file, CredentialFile.secret(file));
        var content = blocks.stream()
                .filter(block -> block.label().equals(KEY))
                .findFirst()
                .orElseThrow(() -> keyless(file, blocks))
                .content();
        PrivateKey key;
        try {
            key = KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GeneralSecurityException e) {
            throw mismatch(file);
        }
        if (!belongs(key, certificate.getPublicKey())) {
            throw mismatch(file);
        }
        return key;
    }

    private static CredentialException keyless(Path file, List<Block> blocks) {
        return blocks.stream().anyMatch(block -> block.label().endsWith(KEY))
                ? new CredentialException(
                        "the key in " + file + " is encrypted, or in an older form",
                        "openssl pkcs8 -topk8 -nodes -in " + file + " writes it as PKCS #8")
                : new CredentialException(
                        "there is no private key in " + file,
                        "name a PEM file: it has a line -----BEGIN PRIVATE KEY-----");
    }

    private static CredentialException mismatch(Path file) {
        return new CredentialException(
                "the key in " + file + " is not that of the certificate", "name the two that match");
    }

    private static boolean belongs(PrivateKey key, PublicKey to) {
        String algorithm = switch (to.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> to.getAlgorithm();
        };
        byte[] text = algorithm.getBytes(StandardCharsets.US_ASCII);
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(to);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
