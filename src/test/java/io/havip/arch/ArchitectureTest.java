package io.havip.arch;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The rules of ARCHITECTURE.md, held by the build. */
@Execution(ExecutionMode.CONCURRENT)
class ArchitectureTest {
    /** From the top to the bottom: each may use those below it. */
    private static final List<String> LAYERS = List.of(
            "cli",
            "migrate",
            "console",
            "insight",
            "explain",
            "audit",
            "config",
            "gateway",
            "observe",
            "cloud",
            "announce",
            "programs",
            "haproxy",
            "health",
            "linux",
            "wire",
            "vrrp");

    /** Likewise within {@code gateway}. */
    private static final List<String> ROOMS = List.of(
            "gateway", "gateway.loop", "gateway.instance", "gateway.doctor", "gateway.host", "gateway.settings");

    private static final int LINES_MAX = 400;

    private static final JavaClasses PRODUCT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.havip");

    @Test
    void dependenciesPointDownwardsOnly() {
        layered(LAYERS, "..").check(PRODUCT);
        layered(ROOMS, "").check(PRODUCT);
    }

    private static LayeredArchitecture layered(List<String> layers, String beneath) {
        LayeredArchitecture architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
        for (var layer : layers) {
            architecture = architecture.layer(layer).definedBy("io.havip." + layer + beneath);
        }
        for (int i = 0; i < layers.size(); i++) {
            var above = layers.subList(0, i).toArray(String[]::new);
            var rule = architecture.whereLayer(layers.get(i));
            architecture =
                    above.length == 0 ? rule.mayNotBeAccessedByAnyLayer() : rule.mayOnlyBeAccessedByLayers(above);
        }
        return architecture;
    }

    @Test
    void eachNameMeansOneThing() {
        var named = PRODUCT.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName, Collectors.counting()));
        assertThat(named)
                .isNotEmpty()
                .allSatisfy((name, times) -> assertThat(times).as(name).isEqualTo(1));
    }

    @Test
    void everyPackageIsALayer() {
        classes()
                .should()
                .resideInAnyPackage(
                        LAYERS.stream().map(layer -> "io.havip." + layer + "..").toArray(String[]::new))
                .check(PRODUCT);
    }

    @Test
    void theProtocolDoesNoIo() {
        classes()
                .that()
                .resideInAPackage("io.havip.vrrp")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.havip.vrrp",
                        "java.lang..",
                        "java.util",
                        "java.util.function",
                        "java.util.stream",
                        "java.net",
                        "org.jspecify..")
                .check(PRODUCT);
        noClasses()
                .that()
                .resideInAPackage("io.havip.vrrp")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\..*(Socket|URL|Http).*|java\\.lang\\.(Thread|System|Process).*")
                .check(PRODUCT);
    }

    @Test
    void onlyTheKernelLayerMakesNativeCallsOrUsesLibpcap() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.havip.linux")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.lang.foreign..", "org.pcap4j..", "com.sun.jna..")
                .check(PRODUCT);
    }

    /**
     * What the loop needs of the world is behind its host, so that a simulation can run it: of the kernel's layer it knows what
     * a host hands out, values, and the threads that a rehearsal is given.
     */
    @Test
    void theLoopKnowsTheMachineByItsHostAlone() {
        var handedOut = "Clock|KernelNetwork|AdvertisementSocket|Errno|ErrnoException|Workers";
        var values = "Address(Identity|Lease)|Datagram|InterfaceAddress|Link|Membership|NetlinkEvent|Route|Rule";
        noClasses()
                .that()
                .resideInAnyPackage("io.havip.gateway.loop", "io.havip.gateway.instance", "io.havip.gateway.doctor")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("io\\.havip\\.linux\\.(?!(%s|%s)(\\$|$)).*".formatted(handedOut, values))
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching(
                        "io\\.havip\\.gateway\\.host\\.(LinuxHost|StaticNetwork|VirtualMacInterfaces)(\\$.*)?")
                .check(PRODUCT);
    }

    /** Everybody else is handed one: the loop by its host, the threads beside it when they are built. */
    @Test
    void onlyTheKernelLayerAsksTheClocks() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.havip.linux")
                .should()
                .accessTargetWhere(
                        target(owner(type(System.class))).and(target(nameMatching("nanoTime|currentTime.*"))))
                .orShould()
                .accessTargetWhere(
                        target(owner(resideInAPackage("java.time.."))).and(target(nameMatching("now|system.*|tick.*"))))
                .check(PRODUCT);
    }

    /** IPv6 addresses have one form, of which {@code java.net} knows nothing: {@code IpAddress.text}. */
    @Test
    void addressesAreWrittenInOnePlace() {
        noClasses()
                .should()
                .callMethod(InetAddress.class, "getHostAddress")
                .orShould()
                .callMethod(Inet4Address.class, "getHostAddress")
                .orShould()
                .callMethod(Inet6Address.class, "getHostAddress")
                .check(PRODUCT);
    }

    @Test
    void nothingMutableIsStatic() {
        fields().that().areStatic().should().beFinal().check(PRODUCT);
    }

    @Test
    void onlyTheCommandLineWritesToTheConsole() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.havip.cli")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(PRODUCT);
    }

    @Test
    void metricNamesStandInOnePlace() throws IOException {
        assertThat(sources(Path.of("src/main/java")))
                .filteredOn(source -> !source.getFileName().toString().matches("\\w+(Meters|Metrics)\\.java"))
                .allSatisfy(source ->
                        assertThat(Files.readString(source)).doesNotContain("\"havip.", "\"havip_", "\"keepalived_"));
    }

    @Test
    void filesStayShort() throws IOException {
        assertThat(sources(Path.of("src/main/java")))
                .allSatisfy(source -> assertThat(Files.readAllLines(source)).hasSizeLessThanOrEqualTo(LINES_MAX));
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
