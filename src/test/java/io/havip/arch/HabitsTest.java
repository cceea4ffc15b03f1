package io.havip.arch;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The habits of CONTRIBUTING.md, held by the build. */
@Execution(ExecutionMode.CONCURRENT)
class HabitsTest {
    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("io.havip");

    @Test
    void aTestIsSkippedOnlyForWhatItRequires() {
        noClasses()
                .that()
                .haveNameNotMatching(Requirement.class.getName() + ".*")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(".*(Assumption|TestAborted|\\.Disabled|\\.condition\\.(En|Dis)abled).*")
                .check(TESTS);
    }

    @Test
    void noTestSleeps() {
        noClasses()
                .should()
                .callMethodWhere(target(owner(type(Thread.class))).and(target(name("sleep"))))
                .check(TESTS);
    }

    @Test
    void nothingIsPutOff() throws IOException {
        assertThat(texts("src", "docs", "appliance", "dashboards/src", ".ci"))
                .hasSizeGreaterThan(100)
                .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern("TO[D]O|FIX[M]E"));
    }

    private static List<Path> texts(String... folders) throws IOException {
        var texts = new ArrayList<Path>();
        for (var folder : folders) {
            try (var files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().matches(".*(\\.(java|md|sh|py|ts|yaml|properties)|/run)"))
                        .forEach(texts::add);
            }
        }
        return texts;
    }
}
