package io.havip.haproxy;

import io.havip.haproxy.CheckResult.Missed;
import io.havip.haproxy.CheckResult.Passed;
import io.havip.haproxy.CheckResult.Refused;
import io.havip.linux.Clock;
import java.io.IOException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Asks HAProxy over its runtime socket, on one connection as long as that lasts. Used by one thread. */
final class SocketCheck {
    /** Where distributions and HAProxy's own examples put it. */
    static final List<Path> USUAL_PATHS = List.of(
            Path.of("/run/haproxy/admin.sock"),
            Path.of("/run/haproxy.sock"),
            Path.of("/run/haproxy/haproxy.sock"),
            Path.of("/var/run/haproxy/admin.sock"),
            Path.of("/var/run/haproxy.sock"),
            Path.of("/var/lib/haproxy/stats"));

    /** A silent connection is replaced after this time: whoever listens by now may be another HAProxy. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A reload may take a socket away between the connection and the first answer, but does so once. */
    private static final int ATTEMPTS = 2;

    private final List<Path> paths;
    private final LongPredicate tracked;
    private final Selector selector;
    private final Consumer<String> losses;
    private final Clock clock;
    private Optional<String> limit = Optional.empty();
    private @Nullable RuntimeConnection connection;
    private boolean everAnswered;

    /**
     * @param paths where the socket may be, tried in this order
     * @param tracked whether an answer of the process with this id counts
     * @param selector watches the connection between checks
     * @param losses told why a connection has come to its end
     */
    SocketCheck(List<Path> paths, LongPredicate tracked, Selector selector, Consumer<String> losses, Clock clock) {
        this.paths = paths;
        this.tracked = tracked;
        this.selector = selector;
        this.losses = losses;
        this.clock = clock;
    }

    /** Whether any HAProxy that counts ever answered. */
    boolean everAnswered() {
        return everAnswered;
    }

    /** Asks, and connects first where there is no connection or it has ended; returns by the deadline. */
    CheckResult check(long deadlineNanos) {
        if (connection != null) {
            var result = ask(connection, deadlineNanos);
            if (!(result instanceof Refused)) {
                return result;
            }
        }
        CheckResult last = new Refused("no runtime socket is known");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (var path : paths) {
                last = connect(path, deadlineNanos);
                if (!(last instanceof Refused)) {
                    return last;
                }
            }
        }
        return paths.size() == 1
                ? last
                : new Refused(paths.stream()
                        .filter(SocketCheck::denied)
                        .findFirst()
                        .map(SocketCheck::denial)
                        .orElse("no runtime socket answers"));
    }

    private static boolean denied(Path path) {
        return Files.exists(path) && !Files.isWritable(path);
    }

    private static String denial(Path path) {
        return ("%1$s: permission denied: write \"user %2$s\" in its line of haproxy.cfg, or make %2$s a member of its"
                        + " group: usermod --append --groups GROUP %2$s")
                .formatted(path, System.getProperty("user.name"));
    }

    /**
     * After a check that passed: the limit of HAProxy that clients have reached, so that it accepts no other connection
     * for now; empty if it would, or does not answer by the deadline.
     */
    Optional<String> limitReached(long deadlineNanos) {
        if (limit.isPresent() || connection == null) {
            return limit;
        }
        try {
            var now = limit(connection.ask(deadlineNanos));
            return now.isPresent()
                    ? now
                    : connection.fullFrontends(deadlineNanos).stream()
                            .findFirst()
                            .map("frontend %s accepts no more connections than it may"::formatted);
        } catch (IOException e) {
            // The next check meets the same, and judges it.
            return Optional.empty();
        }
    }

    private static Optional<String> limit(RuntimeInfo info) {
        return info.limit().map("HAProxy is at its %s"::formatted);
    }

    /** Takes in what arrived between checks, and says whether the connection has ended. */
    boolean hasEnded() {
        if (connection == null) {
            return false;
        }
        try {
            connection.receive();
            return false;
        } catch (ProtocolException e) {
            disconnect();
            return false;
        } catch (IOException e) {
            losses.accept(connection.path() + " was closed");
            disconnect();
            return true;
        }
    }

    void disconnect() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private CheckResult connect(Path path, long deadlineNanos) {
        try {
            var opened = new RuntimeConnection(path, selector, clock);
            connection = opened;
            return ask(opened, deadlineNanos);
        } catch (IOException e) {
            return new Refused(denied(path) ? denial(path) : path + ": " + e.getMessage());
        }
    }

    private CheckResult ask(RuntimeConnection connection, long deadlineNanos) {
        var path = connection.path();
        try {
            var info = connection.ask(deadlineNanos);
            var haproxy = info.haproxy();
            if (info.stopping()) {
                losses.accept("process %d is stopping".formatted(haproxy.pid()));
                disconnect();
                return new Refused(path + ": process %d is stopping".formatted(haproxy.pid()));
            }
            if (!tracked.test(haproxy.pid())) {
                disconnect();
                return new Refused(path + ": process %d answers, which is not tracked".formatted(haproxy.pid()));
            }
            everAnswered = true;
            limit = limit(info);
            return new Passed(
                    path + ": process %d answers".formatted(haproxy.pid()),
                    Optional.of(new Worker(haproxy.pid(), Optional.of(haproxy.version()))));
        } catch (SocketTimeoutException e) {
            if (clock.nanos() - connection.answeredAtNanos() > PATIENCE_NANOS) {
                disconnect();
            }
            return new Missed(path + " does not answer in time");
        } catch (ProtocolException e) {
            disconnect();
            return new Missed(path + " " + e.getMessage());
        } catch (IOException e) {
            losses.accept(path + " was closed");
            disconnect();
            return new Refused(path + ": " + e.getMessage());
        }
    }
}
