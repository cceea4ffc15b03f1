package io.havip.testing;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Link;
import io.havip.linux.Rtnetlink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hosts on one switch: network namespaces, each with veth interfaces to a bridge that lives in a namespace of its own, so
 * that nothing of the machine's own network is touched.
 *
 * <pre>{@code
 * try (var lab = NetworkLab.create()) {
 *     lab.namespace("left");
 *     lab.connect("left", "eth0", "10.77.0.1/24", "fd00:77::1/64");
 *     lab.run("left", "ip", "neighbour");
 *     var socket = lab.inside("left", () -> VrrpSocket.open(Family.IPV4, index));
 * }
 * }</pre>
 *
 * <p>Everything that was made, and every process that runs in one of the namespaces, is gone after {@link #close()}.
 */
public final class NetworkLab implements AutoCloseable {

    /** The namespace of the bridge; the port of an interface is called {@code <namespace>.<interface>}. */
    public static final String SWITCH = "switch";

    private static final String BRIDGE = "lan";
    private static final int CLONE_NEWNET = 0x40000000;

    /** Of the namespaces' names in the kernel. */
    final String prefix;

    private final Set<String> namespaces = new LinkedHashSet<>();
    private final List<Process> processes = new ArrayList<>();

    private NetworkLab(String prefix) {
        this.prefix = prefix;
    }

    /** A lab with its switch. */
    public static NetworkLab create() {
        Requirement.ROOT.ensure();
        Requirement.IPROUTE2.ensure();
        var lab = new NetworkLab("havip%d-%d-".formatted(ProcessHandle.current().pid(), System.nanoTime()));
        lab.namespace(SWITCH);
        lab.run(SWITCH, "ip", "link", "add", BRIDGE, "up", "type", "bridge", "mcast_snooping", "0");
        return lab;
    }

    /** A lab with one host, {@code one}, whose interface {@code eth0} has {@code 10.77.0.1/24}. */
    public static NetworkLab withOneHost() {
        var lab = create();
        lab.namespace("one");
        lab.connect("one", "eth0", "10.77.0.1/24");
        return lab;
    }

    /** Makes a namespace, with loopback up and IPv6 addresses usable at once (no duplicate address detection). */
    public void namespace(String name) {
        command(List.of("ip", "netns", "add", prefix + name), "");
        namespaces.add(name);
        run(
                name,
                "sh",
                "-c",
                "cd /proc/sys/net/ipv6/conf; echo 0 >all/accept_dad; echo 0 >default/accept_dad; ip link set lo up");
    }

    /**
     * Gives a namespace an interface on the switch.
     *
     * @param addresses each with its prefix length, e.g. {@code 10.77.0.1/24}
     */
    public void connect(String namespace, String interfaceName, String... addresses) {
        var port = namespace + "." + interfaceName;
        run(namespace, "ip", "link", "add", interfaceName, "type", "veth", "peer", port, "netns", prefix + SWITCH);
        run(SWITCH, "ip", "link", "set", port, "master", BRIDGE, "up");
        var commands = Stream.concat(
                Stream.of("link set %s up".formatted(interfaceName)),
                Stream.of(addresses).map(address -> "address add %s dev %s".formatted(address, interfaceName)));
        batch(commands, "-netns", prefix + namespace);
        // The switch forwards a moment later, and what is sent before is lost.
        await().pollDelay(Duration.ZERO)
                .until(() -> run(SWITCH, "bridge", "link", "show", "dev", port).contains("state forwarding"));
    }

    /** Moves an interface, its cable with it, to another namespace; it arrives there switched off and without addresses. */
    public void move(String interfaceName, String from, String to) {
        run(from, "ip", "link", "set", interfaceName, "netns", prefix + to);
    }

    /** Keeps what comes from interfaces that are set apart from reaching each other; whoever else is there hears all of them. */
    public void setApart(String namespace, String interfaceName, boolean apart) {
        var port = namespace + "." + interfaceName;
        run(SWITCH, "ip", "link", "set", port, "type", "bridge_slave", "isolated", apart ? "on" : "off");
    }

    /** Makes a hub of the switch: every port sees every frame. */
    public void floodEverything() {
        run(SWITCH, "ip", "link", "set", BRIDGE, "type", "bridge", "ageing_time", "0");
    }

    /** The MAC address of an interface. */
    public String macAddress(String namespace, String interfaceName) {
        return link(namespace, interfaceName).hardwareAddress().orElseThrow().toString();
    }

    /** An interface of a namespace. Asked of the kernel itself: a program's answer may begin with what else that had to tell. */
    public Link link(String namespace, String interfaceName) {
        return inside(namespace, () -> {
            try (var network = new Rtnetlink()) {
                return network.links().stream()
                        .filter(link -> link.name().equals(interfaceName))
                        .findAny()
                        .orElseThrow();
            }
        });
    }

    /** Starts a program in a namespace; its output, both kinds, is for the caller to read. */
    public Process start(String namespace, String... command) {
        try {
            var process = new ProcessBuilder(inNamespace(namespace, command))
                    .redirectErrorStream(true)
                    .start();
            processes.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program in a namespace to its end and returns its output; an exit status other than 0 is an error. */
    public String run(String namespace, String... command) {
        return command(inNamespace(namespace, command), "");
    }

    /** Whether an interface of a namespace has this address. */
    public boolean binds(String namespace, String address) {
        return binds(namespace, address, _ -> true);
    }

    /** The same of those interfaces only. Asked often, and so of the kernel itself: a program for it would cost a hundredfold. */
    public boolean binds(String namespace, String address, Predicate<Link> which) {
        var wanted = InetAddress.ofLiteral(address);
        return inside(namespace, () -> {
            try (var network = new Rtnetlink()) {
                var among =
                        network.links().stream().filter(which).map(Link::index).collect(Collectors.toSet());
                return network.addresses().stream()
                        .anyMatch(bound -> bound.address().equals(wanted) && among.contains(bound.interfaceIndex()));
            }
        });
    }

    /** Pulls the cable of an interface, at the switch, or plugs it in again. */
    public void plug(String namespace, String interfaceName, boolean in) {
        run(SWITCH, "ip", "link", "set", namespace + "." + interfaceName, in ? "up" : "down");
    }

    /**
     * Runs a piece of the test's own process in a namespace. Sockets opened and threads started there stay there; files
     * under {@code /sys} are those of the machine. Unchecked exceptions of the action come through as they are.
     */
    public <T> T inside(String namespace, Callable<T> action) {
        var task = new FutureTask<>(() -> {
            enter(Path.of("/run/netns", prefix + namespace));
            return action.call();
        });
        // A namespace is a property of the kernel's thread: this one ends with the action.
        Thread.ofPlatform().name(namespace).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                default -> throw new AssertionError("in namespace " + namespace + ": " + e.getCause(), e.getCause());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** After a test that was skipped before it had one, too. */
    public static void close(@Nullable NetworkLab lab) {
        if (lab != null) {
            lab.close();
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        batch(namespaces.stream().map(name -> "netns pids " + prefix + name))
                .lines()
                .map(Long::valueOf)
                .flatMap(pid -> ProcessHandle.of(pid).stream())
                .forEach(ProcessHandle::destroyForcibly);
        batch(namespaces.stream().map(name -> "netns delete " + prefix + name));
    }

    /** A program is started within the namespace; ip goes there by itself, which costs a third. */
    private List<String> inNamespace(String namespace, String... command) {
        var name = prefix + namespace;
        return Stream.concat(
                        command[0].equals("ip")
                                ? Stream.of("ip", "-netns", name)
                                : Stream.of("ip", "netns", "exec", name, command[0]),
                        Stream.of(command).skip(1))
                .toList();
    }

    /** Runs several commands of ip with one process. */
    private static String batch(Stream<String> commands, String... options) {
        var command = Stream.of(Stream.of("ip"), Stream.of(options), Stream.of("-batch", "-"))
                .flatMap(words -> words)
                .toList();
        return command(command, commands.collect(Collectors.joining("\n")));
    }

    private static String command(List<String> command, String input) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var writer = process.outputWriter()) {
                writer.write(input);
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + input + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void enter(Path namespace) throws Exception {
        try (var arena = Arena.ofConfined()) {
            int fd = (int) Libc.OPEN.invokeExact(arena.allocateFrom(namespace.toString()), 0);
            int entered = (int) Libc.SETNS.invokeExact(fd, CLONE_NEWNET);
            int closed = (int) Libc.CLOSE.invokeExact(fd);
            if (entered != 0 || closed != 0) {
                throw new IOException("cannot enter " + namespace);
            }
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Linked once: that costs as much as a hundred calls. */
    private static final class Libc {
        static final MethodHandle OPEN =
                link("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
        static final MethodHandle SETNS = link("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle CLOSE = link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        private static MethodHandle link(String name, FunctionDescriptor descriptor, Linker.Option... options) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
        }
    }
}
