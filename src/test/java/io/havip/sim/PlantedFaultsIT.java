package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the simulation would find what is wrong: of each wrong version of the code it says which promise that breaks. */
@Execution(ExecutionMode.CONCURRENT)
class PlantedFaultsIT {
    private static final int SEEDS = 2_000;

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedFault fault) throws Exception {
        var source = Path.of("src/main/java", fault.file());
        var changed = ChangedCode.of(source, fault.plant(Files.readString(source)));

        var found = firstBrokenPromise(changed);
        System.out.println(fault + ": " + found);
        assertThat(found).startsWith(BrokenPromise.class.getName());
    }

    private static String firstBrokenPromise(ClassLoader code) throws Exception {
        try {
            var search = code.loadClass(Search.class.getName()).getMethod("firstBrokenPromise", int.class);
            return String.valueOf(search.invoke(null, SEEDS));
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
