package io.havip.console;

import io.havip.observe.PeerMeters.Reason;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.core.http.HttpClosedException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why another node has not told what it was asked, and what to do about it. */
final class PeerFailure extends Exception {
    private static final int CAUSES_MAX = 16;

    private final Reason reason;
    private final String sentence;

    private PeerFailure(Reason reason, String sentence) {
        super(sentence, null, false, false);
        this.reason = reason;
        this.sentence = sentence;
    }

    Reason reason() {
        return reason;
    }

    String sentence() {
        return sentence;
    }

    /** It has answered with a status, and not what it was asked. */
    static PeerFailure answered(int status) {
        return switch (status) {
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new PeerFailure(
                        Reason.UNAUTHORIZED, "it has another token: put the same one into the token-file of both");
            case HttpURLConnection.HTTP_FORBIDDEN ->
                new PeerFailure(
                        Reason.UNAUTHORIZED, "it has no token: give it a management: token-file:, with the same one");
            case HttpURLConnection.HTTP_OK, HttpURLConnection.HTTP_NOT_FOUND, HttpURLConnection.HTTP_BAD_REQUEST ->
                new PeerFailure(
                        Reason.ANSWER, "something else answers there, or a gateway of another version: see its status");
            case HttpURLConnection.HTTP_UNAVAILABLE ->
                new PeerFailure(Reason.ANSWER, "it is being started, or asked by too many: ask again");
            default -> new PeerFailure(Reason.ANSWER, "it answers with the HTTP status " + status);
        };
    }

    static PeerFailure tooMuch(int bytesMax) {
        return new PeerFailure(Reason.ANSWER, "it answers more than " + bytesMax + " bytes: ask for less");
    }

    /** @param millis how long it had */
    static PeerFailure of(Throwable failure, long millis) {
        if (failure instanceof PeerFailure known) {
            return known;
        }
        var causes = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(CAUSES_MAX)
                .toList();
        return causes.reversed().stream()
                .flatMap(cause -> known(cause, millis).stream())
                .findFirst()
                .orElseGet(() -> new PeerFailure(Reason.UNREACHABLE, "no connection: " + failure.getMessage()));
    }

    /** What is nearest to the cause says most. */
    private static Optional<PeerFailure> known(Throwable cause, long millis) {
        return Optional.ofNullable(
                switch (cause) {
                    case ConnectTimeoutException _ ->
                        new PeerFailure(
                                Reason.UNREACHABLE,
                                "no connection within " + millis + " ms: it is off, or a firewall lets none through");
                    case ConnectException _ ->
                        new PeerFailure(
                                Reason.UNREACHABLE,
                                "no connection (" + cause.getMessage() + "): does a gateway listen there?");
                    case UnknownHostException _ ->
                        new PeerFailure(Reason.UNREACHABLE, "there is no address for its name");
                    case TimeoutException _ -> new PeerFailure(Reason.TIMEOUT, "no answer within " + millis + " ms");
                    case CertificateExpiredException _ -> untrusted("it has expired");
                    case CertificateNotYetValidException _ -> untrusted("it is not valid yet");
                    case CertPathBuilderException _, CertPathValidatorException _ ->
                        untrusted("nobody in this node's ca has signed it");
                    case CertificateException _ -> untrusted(cause.getMessage());
                    case NotSslRecordException _ ->
                        new PeerFailure(
                                Reason.UNTRUSTED,
                                "it does not speak TLS: give it a certificate, management: tls:, as this one");
                    case SSLException _ ->
                        new PeerFailure(Reason.UNTRUSTED, "no TLS connection with it: " + cause.getMessage());
                    case HttpClosedException _ ->
                        new PeerFailure(
                                Reason.ANSWER, "it has ended the connection without an answer: does it expect TLS?");
                    default -> null;
                });
    }

    private static PeerFailure untrusted(@Nullable String why) {
        return new PeerFailure(Reason.UNTRUSTED, "its certificate is not trusted: " + why);
    }
}
