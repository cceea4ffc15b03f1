package io.havip.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.sim.ChangedCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the cloud's simulation would find what is wrong. */
@Execution(ExecutionMode.CONCURRENT)
class PlantedCloudFaultsIT {
    private static final int SEEDS = 2_000;

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedCloudFault fault) throws Exception {
        var source = Path.of("src/main/java", fault.file());
        var changed = ChangedCode.of(source, fault.plant(Files.readString(source)));

        var search = changed.loadClass(CloudSearch.class.getName()).getMethod("firstBrokenPromise", int.class);
        var found = String.valueOf(search.invoke(null, SEEDS));
        System.out.println(fault + ": " + found);
        assertThat(found).startsWith("seed");
    }
}
