package io.havip.haproxy;

import io.havip.haproxy.CheckResult.Missed;
import io.havip.haproxy.CheckResult.Passed;
import io.havip.haproxy.HaproxySettings.Probe;
import io.havip.linux.Clock;
import io.havip.wire.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Connects to a listener of HAProxy's own as a client would. */
final class ListenerProbe {
    private static final int STATUS_LINE_LIMIT_BYTES = 1024;
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");
    private static final int FIRST_ERROR_STATUS = 400;

    private final Probe probe;
    private final Clock clock;

    ListenerProbe(Probe probe, Clock clock) {
        this.probe = probe;
        this.clock = clock;
    }

    /** Connects, asks if there is a path to ask for, and disconnects; returns by the deadline. */
    CheckResult check(long deadlineNanos) {
        String where = IpAddress.text(probe.address());
        try (var socket = new Socket()) {
            socket.connect(probe.address(), millisUntil(deadlineNanos));
            if (probe.httpPath().isEmpty()) {
                return new Passed(where + " accepts connections", Optional.empty());
            }
            String path = probe.httpPath().get();
            socket.getOutputStream().write(request(path));
            return judge(where + path, statusLine(socket, deadlineNanos));
        } catch (SocketTimeoutException e) {
            return new Missed(where + " does not answer in time", true);
        } catch (IOException e) {
            return new Missed(where + ": " + e.getMessage());
        }
    }

    private static CheckResult judge(String where, String statusLine) {
        var matcher = STATUS_LINE.matcher(statusLine);
        if (!matcher.matches()) {
            return new Missed(where + " does not answer in HTTP/1.1");
        }
        int status = Integer.parseInt(matcher.group(1));
        return status < FIRST_ERROR_STATUS
                ? new Passed(where + " answers with status " + status, Optional.empty())
                : new Missed(where + " answers with status " + status);
    }

    private byte[] request(String path) {
        return "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: havip\r\nConnection: close\r\n\r\n"
                .formatted(path, IpAddress.text(probe.address()))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private String statusLine(Socket socket, long deadlineNanos) throws IOException {
        var line = new ByteArrayOutputStream();
        var input = socket.getInputStream();
        while (line.size() < STATUS_LINE_LIMIT_BYTES) {
            socket.setSoTimeout(millisUntil(deadlineNanos));
            int octet = input.read();
            if (octet < 0) {
                throw new EOFException("closed the connection without an answer");
            }
            if (octet == '\n') {
                break;
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private int millisUntil(long deadlineNanos) throws SocketTimeoutException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - clock.nanos());
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(left);
    }
}
