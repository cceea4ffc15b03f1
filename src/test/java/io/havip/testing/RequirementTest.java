package io.havip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequirementTest {
    private static final BooleanSupplier MET = () -> true;
    private static final BooleanSupplier LACKING = () -> false;

    @Test
    void whatIsLackingSkipsTheTest() {
        assertThatCode(() -> Requirement.ROOT.ensure("", MET)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Requirement.ROOT.ensure("", LACKING)).isInstanceOf(TestAbortedException.class);
        assertThatThrownBy(() -> Requirement.ROOT.ensure("docker,trixie", LACKING))
                .isInstanceOf(TestAbortedException.class);
    }

    @Test
    void whatIsRequiredAndLackingFailsIt() {
        assertThatCode(() -> Requirement.ROOT.ensure("root", MET)).doesNotThrowAnyException();
        assertThatThrownBy(() -> Requirement.NO_HAPROXY.ensure("root, no-haproxy", LACKING))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessage("no-haproxy is required: a HAProxy of this machine can be seen");
    }

    @Test
    void askedForNothingNothingIsTried() {
        assertThatThrownBy(() -> Requirement.ROOT.ensure("nothing", MET)).isInstanceOf(TestAbortedException.class);
    }

    @Test
    void aNameThatIsNoneIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Requirement.ROOT.ensure("rooot", MET))
                .withMessageStartingWith("REQUIRE: 'rooot' is none of [root, realtime, ");
    }

    @Test
    void theWholeRunRequiresEverything() throws IOException {
        var names = Files.readAllLines(Path.of(".ci/run")).stream()
                .filter(line -> line.startsWith("export REQUIRE=${REQUIRE-"))
                .flatMap(line -> Stream.of(
                        line.substring(line.indexOf('-') + 1, line.indexOf('}')).split(",")));

        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(Stream.of(Requirement.values())
                        .map(Requirement::toString)
                        .toList());
    }
}
