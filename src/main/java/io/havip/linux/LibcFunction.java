package io.havip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library's functions that are called, with their types: result first. A native executable can call only what
 * {@code reachability-metadata.json} lists; a test holds the two together.
 */
@SuppressWarnings("ImmutableEnumChecker") // Function descriptors are immutable.
enum LibcFunction {
    BIND("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
    CAPGET("capget", JAVA_INT, ADDRESS, ADDRESS),
    CAPSET("capset", JAVA_INT, ADDRESS, ADDRESS),
    CLOSE("close", JAVA_INT, JAVA_INT),
    DUP3("dup3", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
    EPOLL_CREATE1("epoll_create1", JAVA_INT, JAVA_INT),
    EPOLL_CTL("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
    EPOLL_WAIT("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
    EVENTFD("eventfd", JAVA_INT, JAVA_INT, JAVA_INT),
    EXECV("execv", JAVA_INT, ADDRESS, ADDRESS),
    GETRLIMIT("getrlimit", JAVA_INT, JAVA_INT, ADDRESS),
    GETSOCKNAME("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
    // Variadic in C, but Linux passes such arguments like any others.
    IOCTL("ioctl", JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
    KILL("kill", JAVA_INT, JAVA_INT, JAVA_INT),
    // Variadic, too.
    PRCTL("prctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
    READ("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
    RECVMSG("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
    SCHED_SETSCHEDULER("sched_setscheduler", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
    SENDMSG("sendmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
    SETRLIMIT("setrlimit", JAVA_INT, JAVA_INT, ADDRESS),
    SETSOCKOPT("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
    SIGACTION("sigaction", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
    SOCKET("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
    STRERROR("strerror", ADDRESS, JAVA_INT),
    // Variadic, too.
    SYSCALL("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
    TIMERFD_CREATE("timerfd_create", JAVA_INT, JAVA_INT, JAVA_INT),
    TIMERFD_SETTIME("timerfd_settime", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
    WAITID("waitid", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
    WRITE("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);

    private final String symbol;
    private final FunctionDescriptor descriptor;

    LibcFunction(String symbol, MemoryLayout result, MemoryLayout... parameters) {
        this.symbol = symbol;
        this.descriptor = FunctionDescriptor.of(result, parameters);
    }

    FunctionDescriptor descriptor() {
        return descriptor;
    }

    /** A handle whose first parameter is the memory that receives errno. */
    MethodHandle handle() {
        return Linker.nativeLinker()
                .downcallHandle(address(symbol), descriptor, Linker.Option.captureCallState("errno"));
    }

    /** Of one that the kernel is to call. */
    static MemorySegment address(String symbol) {
        return Linker.nativeLinker().defaultLookup().findOrThrow(symbol);
    }
}
