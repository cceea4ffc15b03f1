package io.havip.linux;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The program {@code nft}, which administers the packet filter. */
public final class Nft {
    /** A ruleset of many thousand rules takes it some seconds; longer takes one that waits for another program. */
    private static final long SECONDS_MAX = 30;

    private Nft() {}

    /** A run of it, yet to be {@linkplain #start started}. It is looked for where programs for the superuser are, too. */
    public static ProcessBuilder run(String... arguments) {
        var command = new ArrayList<>(List.of("nft"));
        command.addAll(List.of(arguments));
        var nft = new ProcessBuilder(command);
        nft.environment().merge("PATH", "/usr/sbin:/sbin", (path, system) -> path + ":" + system);
        return nft;
    }

    /**
     * Starts a run of it, with CAP_NET_ADMIN if the agent has that, which no other program inherits. One that has not ended
     * after {@value #SECONDS_MAX} s is killed.
     *
     * @throws IOException where there is no {@code nft}
     */
    public static Process start(ProcessBuilder run) throws IOException {
        return start(run, SECONDS_MAX, TimeUnit.SECONDS);
    }

    static Process start(ProcessBuilder run, long limit, TimeUnit unit) throws IOException {
        var process = Privileges.startAdministrator(run);
        CompletableFuture.delayedExecutor(limit, unit).execute(process::destroyForcibly);
        return process;
    }
}
