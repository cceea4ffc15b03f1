package io.havip.haproxy;

import io.havip.linux.Proc;
import io.havip.linux.ProcessEntry;
import java.util.List;
import java.util.Optional;

/** The HAProxy processes of this host. */
final class Haproxies {
    private Haproxies() {}

    /**
     * Every process whose program is a HAProxy, that has not ended, and that shares our network: one in a container of its
     * own serves other addresses than ours.
     */
    static List<ProcessEntry> running() {
        return Proc.processes().stream()
                .flatMap(pid -> find(pid).stream())
                .filter(process -> !process.ended() && Proc.sharesOurNetwork(process.pid()))
                .toList();
    }

    /** The process of this id, if it is a HAProxy. */
    static Optional<ProcessEntry> find(long pid) {
        return Proc.process(pid).filter(process -> process.name().startsWith("haproxy"));
    }

    /** Whether this HAProxy serves traffic: it neither checks a configuration nor only starts workers. */
    static boolean serves(ProcessEntry haproxy) {
        var arguments = Proc.commandLine(haproxy.pid());
        boolean masterWorkerMode = arguments.contains("-W") || arguments.contains("-Ws");
        return !arguments.isEmpty()
                && !arguments.contains("-c")
                && (!masterWorkerMode || find(haproxy.parent()).isPresent());
    }
}
