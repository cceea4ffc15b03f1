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
            await(() -> observer.unserved().isEmpty() || observer.trouble().isPresent(), observer.boundNanos());
            if (!observer.unserved().isEmpty()) {
                out.accept("nobody has the addresses of " + String.join(", ", observer.unserved())
                        + " as it is: mend that first. Nothing has been done.");
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
            step("start", to, observer);
            takesPart(observer);
            out.accept(to.name() + " takes part; watched for " + watched.toSeconds() + " s");
            watch(observer);
            if (!open.compareAndSet(true, false)) {
                return false;
            }
            enable();
            observer.longestGapsNanos()
                    .forEach((instance, nanos) -> out.accept(
                            "%s: the longest time without an owner was %.0f ms".formatted(instance, nanos / 1e6)));
            return true;
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

    private void takesPart(Observer observer) throws IOException {
        await(
                () -> to.lack().get().isEmpty() || trouble(observer).isPresent(),
                Duration.ofSeconds(START_SECONDS_MAX).toNanos());
        check(observer);
    }

    private void watch(Observer observer) throws IOException {
        await(() -> trouble(observer).isPresent(), watched.toNanos());
        check(observer);
    }

    private void check(Observer observer) throws IOException {
        var wrong = trouble(observer).or(() -> to.lack().get());
        if (wrong.isPresent()) {
            throw new IOException(wrong.get());
        }
    }

    /** It may be told to end, and give back, at any time. */
    private Optional<String> trouble(Observer observer) {
        return open.get() ? observer.trouble() : Optional.of("ended");
    }

    /** What is to run after the host's next start. */
    private void enable() {
        if (services.systemd()) {
            attempt("disable", from);
            attempt("enable", to);
        }
    }

    private void giveBack() {
        if (open.compareAndSet(true, false)) {
            out.accept("going back to " + from.name());
            attempt("stop", to);
            attempt("start", from);
            await(
                    () -> from.lack().get().isEmpty(),
                    Duration.ofSeconds(START_SECONDS_MAX).toNanos());
            out.accept(from.lack()
                    .get()
                    .map(lack -> from.name() + " does not take part: " + lack)
                    .orElse(from.name() + " takes part again"));
        }
    }

    private void attempt(String action, Program program) {
        out.accept(services.command(action, program.service()));
        try {
            services.run(action, program.service(), Optional::empty);
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
