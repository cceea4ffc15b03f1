package io.havip.migrate;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Clock;
import io.havip.linux.ErrnoException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One program takes the other's place on this node, and gives it back where the addresses are lost for longer than the bound,
 * where two nodes have them, or where it does not take part. Told to end in between, it gives it back as well.
 */
public final class Exchange {
    private static final int LOOK_MILLIS = 50;
    private static final int START_SECONDS_MAX = 60;
    private static final int END_SECONDS_MAX = 10;
    private static final int STARTS_MAX = 3;
    private static final int SETTLING_BOUNDS = 4;

    private final Services services;
    private final Program from;
    private final Program to;
    private final Duration watched;
    private final Consumer<String> out;
    private final Clock clock;
    private final AtomicBoolean open = new AtomicBoolean();

    /**
     * One of the two.
     *
     * @param name for people
     * @param service what its service is called
     * @param lack what it lacks now to take part in all elections, in a sentence; empty when it does
     */
    public record Program(String name, String service, Supplier<Optional<String>> lack) {}

    /**
     * Does nothing yet.
     *
     * @param watched for how long all has to be well in the end
     * @param out is told of each step
     */
    public Exchange(Services services, Program from, Program to, Duration watched, Consumer<String> out, Clock clock) {
        this.services = services;
        this.from = from;
        this.to = to;
        this.watched = watched;
        this.out = out;
        this.clock = clock;
    }

    /**
     * Does it.
     *
     * @return whether the other program is in place now; if not, the former one is
     * @throws ErrnoException when the network can't be watched; then nothing has been done
     */
    public boolean run(List<InstanceSettings> instances) {
        try (var observer = new Observer(instances, clock)) {
            if (!settles(observer, observer::trouble)) {
                out.accept(observer.trouble().orElse("the addresses come and go")
                        + ": mend that first. Nothing has been done.");
                return false;
            }
            if (to.lack().get().isEmpty()) {
                out.accept(to.name() + " takes part here already: stop it, or " + from.name()
                        + ", by hand. Nothing has been done.");
                return false;
            }
            return exchange(observer);
        }
    }

    private boolean exchange(Observer observer) {
        var giveBack = new Thread(this::giveBack, "migration end");
        open.set(true);
        Runtime.getRuntime().addShutdownHook(giveBack);
        try {
            step("stop", from, observer);
            ends(observer);
            step("start", to, observer);
            takesPart(observer);
            out.accept(to.name() + " takes part; watched for " + watched.toSeconds() + " s");
            watch(observer);
            return keep(observer);
        } catch (IOException e) {
            out.accept(e.getMessage());
            return false;
        } finally {
            // Whatever has happened, one of the two serves.
            giveBack();
            forget(giveBack);
        }
    }

    private static void forget(Thread giveBack) {
        try {
            Runtime.getRuntime().removeShutdownHook(giveBack);
        } catch (IllegalStateException ending) {
            // It runs.
        }
    }

    private void step(String action, Program program, Observer observer) throws IOException {
        out.accept(services.command(action, program.service()));
        services.run(action, program.service(), () -> trouble(observer));
    }

    /** Two programs on one node would both take the addresses, and nobody could tell. */
    private void ends(Observer observer) throws IOException {
        await(() -> from.lack().get().isPresent() || trouble(observer).isPresent(), seconds(END_SECONDS_MAX));
        if (from.lack().get().isEmpty()) {
            throw new IOException(from.name() + " still takes part after " + services.command("stop", from.service())
                    + ": does this stop the one that runs?");
        }
    }

    private void takesPart(Observer observer) throws IOException {
        await(() -> to.lack().get().isEmpty() || trouble(observer).isPresent(), seconds(START_SECONDS_MAX));
        check(observer);
    }

    private void watch(Observer observer) throws IOException {
        await(() -> trouble(observer).isPresent(), watched.toNanos());
        if (!settles(observer, () -> trouble(observer))) {
            throw new IOException(trouble(observer).orElse("the addresses come and go"));
        }
        check(observer);
    }

    /** Whether each address has one owner in the end. Until then it may be too early to say that it is lost, or has two. */
    private boolean settles(Observer observer, Supplier<Optional<String>> trouble) {
        await(() -> observer.settled() || trouble.get().isPresent(), SETTLING_BOUNDS * observer.boundNanos());
        return observer.settled() && trouble.get().isEmpty();
    }

    private void check(Observer observer) throws IOException {
        var wrong = trouble(observer).or(() -> to.lack().get());
        if (wrong.isPresent()) {
            throw new IOException(wrong.get());
        }
    }

    /** It may be told to end, and give back, at any time. */
    private Optional<String> trouble(Observer observer) {
        return open.get() ? observer.trouble() : Optional.of("told to end");
    }

    /** All is well. Who is told to end meanwhile waits until this is done. */
    private synchronized boolean keep(Observer observer) {
        if (!open.compareAndSet(true, false)) {
            return false;
        }
        if (services.systemd()) {
            // What is to run after the host's next start: rather both than none.
            attempt("enable", to, Optional::empty);
            attempt("disable", from, Optional::empty);
        }
        observer.longestGapsNanos()
                .forEach((instance, nanos) -> out.accept(
                        "%s: the longest time without an owner was %.0f ms".formatted(instance, nanos / 1e6)));
        return true;
    }

    /** Once. Who is told to end while another thread does it waits until it has been done. */
    private synchronized void giveBack() {
        if (!open.compareAndSet(true, false)) {
            return;
        }
        out.accept("going back to " + from.name());
        long end = clock.nanos() + seconds(END_SECONDS_MAX);
        attempt(
                "stop",
                to,
                () -> clock.nanos() < end ? Optional.empty() : Optional.of("it is not waited for any longer"));
        // It may still be about to end, and would count as started.
        await(() -> from.lack().get().isPresent(), seconds(END_SECONDS_MAX));
        for (int starts = 0;
                starts == 0 || starts < STARTS_MAX && from.lack().get().isPresent();
                starts++) {
            attempt("start", from, Optional::empty);
            await(() -> from.lack().get().isEmpty(), seconds(START_SECONDS_MAX / STARTS_MAX));
        }
        out.accept(from.lack()
                .get()
                .map(lack -> from.name() + " does not take part: " + lack + ": start it by hand, "
                        + services.command("start", from.service()))
                .orElse(from.name() + " takes part again"));
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private void attempt(String action, Program program, Supplier<Optional<String>> trouble) {
        out.accept(services.command(action, program.service()));
        try {
            services.run(action, program.service(), trouble);
        } catch (IOException e) {
            out.accept(String.valueOf(e.getMessage()));
        }
    }

    private void await(BooleanSupplier condition, long nanosMax) {
        long end = clock.nanos() + nanosMax;
        try {
            while (!condition.getAsBoolean() && clock.nanos() < end) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
