package io.havip.testing;

import static org.junit.jupiter.api.Assertions.fail;

import io.havip.linux.AddressFilter;
import io.havip.linux.Scheduling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;

/**
 * What a test needs of its machine. Where that is lacking the test is skipped, but for what the environment variable
 * {@code REQUIRE} names (e.g. {@code root,trixie}): there it fails. With {@code REQUIRE=nothing} everything counts as
 * lacking, which leaves the tests that run anywhere.
 */
public enum Requirement {
    ROOT("the user is not root", () -> System.getProperty("user.name").equals("root")),
    REALTIME("real-time scheduling takes CAP_SYS_NICE", Requirement::threadsMayBeRealtime),
    IPROUTE2("ip is not installed", () -> installed("ip")),
    NFTABLES("nft is not installed, or may not make tables", AddressFilter::possible),
    WIRESHARK("tcpdump and sharkd, of tshark, are not installed", () -> installed("tcpdump", "sharkd")),
    PROMETHEUS("promtool is not installed", () -> installed("promtool")),
    HAPROXY("HAProxy is not installed", () -> installed("haproxy")),
    NO_HAPROXY("a HAProxy of this machine can be seen", () -> !runs("haproxy")),
    KEEPALIVED("keepalived is not installed", () -> installed("keepalived")),
    KEEPALIVED_2_2("keepalived is not 2.2", () -> says("Keepalived v2.2", "keepalived", "--version")),
    PYTHON("python3 is not installed", () -> installed("python3")),
    SYSTEMD("systemd is not installed", () -> installed("systemd-analyze")),
    TRIXIE(
            "keepalived, FRR and Podman of Debian trixie are not there: appliance/lab/trixie.sh peers, as root on Debian",
            () -> Files.exists(Path.of("/var/cache/havip-lab/trixie/usr/libexec/podman/quadlet"))),
    DOCKER("no Docker engine runs here, or the image is not built: make image", Requirement::imageIsBuilt);

    /** The container image that is tested. */
    public static final String IMAGE = "havip-gateway:latest";

    private static final String NOTHING = "nothing";
    private static final String NAMES = System.getenv().getOrDefault("REQUIRE", "");

    private final String lacking;
    private final BooleanSupplier met;

    Requirement(String lacking, BooleanSupplier met) {
        this.lacking = lacking;
        this.met = met;
    }

    /** Goes on only where it is met. */
    public void ensure() {
        ensure(NAMES, met);
    }

    boolean isMet() {
        return met.getAsBoolean();
    }

    void ensure(String names, BooleanSupplier met) {
        if (names.equals(NOTHING)) {
            throw new TestAbortedException("asked to run without " + this);
        }
        boolean required = required(names).contains(this);
        if (!met.getAsBoolean()) {
            if (required) {
                fail(this + " is required: " + lacking);
            }
            throw new TestAbortedException(lacking);
        }
    }

    private static List<Requirement> required(String names) {
        return Stream.of(names.split(","))
                .filter(name -> !name.isBlank())
                .map(Requirement::of)
                .toList();
    }

    private static Requirement of(String name) {
        return Arrays.stream(values())
                .filter(requirement -> requirement.toString().equals(name.strip()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "REQUIRE: '%s' is none of %s".formatted(name.strip(), Arrays.toString(values()))));
    }

    /** Its name in {@code REQUIRE}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean installed(String... programs) {
        return Stream.of(programs)
                .allMatch(program -> Stream.of("/usr/sbin", "/usr/bin", "/sbin")
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))));
    }

    private static boolean says(String text, String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var output = process.inputReader()) {
                return output.lines().filter(line -> line.contains(text)).count() > 0;
            }
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static boolean runs(String program) {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().command().stream())
                .anyMatch(command -> command.endsWith("/" + program));
    }

    private static boolean threadsMayBeRealtime() {
        try (var thread = Executors.newSingleThreadExecutor()) {
            return CompletableFuture.supplyAsync(() -> Scheduling.realtime(1), thread)
                    .join();
        }
    }

    private static boolean imageIsBuilt() {
        return DockerClientFactory.instance().isDockerAvailable()
                && !DockerClientFactory.instance()
                        .client()
                        .listImagesCmd()
                        .withReferenceFilter(IMAGE)
                        .exec()
                        .isEmpty();
    }
}
