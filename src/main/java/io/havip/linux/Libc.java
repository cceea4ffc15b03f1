package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The C library, typed. As with the kernel itself, a result below zero is the negated errno: the caller either expects it
 * or hands it to {@link #check}.
 */
final class Libc {

    private static final MethodHandle BIND = LibcFunction.BIND.handle();
    private static final MethodHandle CAPGET = LibcFunction.CAPGET.handle();
    private static final MethodHandle CAPSET = LibcFunction.CAPSET.handle();
    private static final MethodHandle CLOSE = LibcFunction.CLOSE.handle();
    private static final MethodHandle DUP3 = LibcFunction.DUP3.handle();
    private static final MethodHandle EPOLL_CREATE1 = LibcFunction.EPOLL_CREATE1.handle();
    private static final MethodHandle EPOLL_CTL = LibcFunction.EPOLL_CTL.handle();
    private static final MethodHandle EPOLL_WAIT = LibcFunction.EPOLL_WAIT.handle();
    private static final MethodHandle EVENTFD = LibcFunction.EVENTFD.handle();
    private static final MethodHandle EXECV = LibcFunction.EXECV.handle();
    private static final MethodHandle GETRLIMIT = LibcFunction.GETRLIMIT.handle();
    private static final MethodHandle GETSOCKNAME = LibcFunction.GETSOCKNAME.handle();
    private static final MethodHandle IOCTL = LibcFunction.IOCTL.handle();
    private static final MethodHandle KILL = LibcFunction.KILL.handle();
    private static final MethodHandle PRCTL = LibcFunction.PRCTL.handle();
    private static final MethodHandle READ = LibcFunction.READ.handle();
    private static final MethodHandle RECVMSG = LibcFunction.RECVMSG.handle();
    private static final MethodHandle SCHED_SETSCHEDULER = LibcFunction.SCHED_SETSCHEDULER.handle();
    private static final MethodHandle SENDMSG = LibcFunction.SENDMSG.handle();
    private static final MethodHandle SETRLIMIT = LibcFunction.SETRLIMIT.handle();
    private static final MethodHandle SETSOCKOPT = LibcFunction.SETSOCKOPT.handle();
    private static final MethodHandle SIGACTION = LibcFunction.SIGACTION.handle();
    private static final MethodHandle SOCKET = LibcFunction.SOCKET.handle();
    private static final MethodHandle STRERROR = LibcFunction.STRERROR.handle();
    private static final MethodHandle SYSCALL = LibcFunction.SYSCALL.handle();
    private static final MethodHandle TIMERFD_CREATE = LibcFunction.TIMERFD_CREATE.handle();
    private static final MethodHandle TIMERFD_SETTIME = LibcFunction.TIMERFD_SETTIME.handle();
    private static final MethodHandle WAITID = LibcFunction.WAITID.handle();
    private static final MethodHandle WRITE = LibcFunction.WRITE.handle();

    private static final long ERRNO_OFFSET =
            Linker.Option.captureStateLayout().byteOffset(PathElement.groupElement("errno"));

    /** Where the handles leave errno: as in C, one for each thread. */
    private static final ThreadLocal<MemorySegment> ERRNO =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

    private Libc() {}

    /** The result, unless it is a negated errno: that is thrown. */
    static int check(String call, int result) {
        if (result < 0) {
            throw new ErrnoException(call, -result, strerror(-result));
        }
        return result;
    }

    static int bind(int fd, MemorySegment address) {
        try {
            return result((int) BIND.invokeExact(ERRNO.get(), fd, address, (int) address.byteSize()));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int capget(MemorySegment header, MemorySegment data) {
        try {
            return result((int) CAPGET.invokeExact(ERRNO.get(), header, data));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int capset(MemorySegment header, MemorySegment data) {
        try {
            return result((int) CAPSET.invokeExact(ERRNO.get(), header, data));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int close(int fd) {
        try {
            return result((int) CLOSE.invokeExact(ERRNO.get(), fd));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int dup3(int fd, int number, int flags) {
        try {
            return result((int) DUP3.invokeExact(ERRNO.get(), fd, number, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int epollCreate(int flags) {
        try {
            return result((int) EPOLL_CREATE1.invokeExact(ERRNO.get(), flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int epollControl(int epoll, int operation, int fd, MemorySegment event) {
        try {
            return result((int) EPOLL_CTL.invokeExact(ERRNO.get(), epoll, operation, fd, event));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int epollWait(int epoll, MemorySegment events, int capacity, int timeoutMillis) {
        try {
            return result((int) EPOLL_WAIT.invokeExact(ERRNO.get(), epoll, events, capacity, timeoutMillis));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int eventfd(int initial, int flags) {
        try {
            return result((int) EVENTFD.invokeExact(ERRNO.get(), initial, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int execv(MemorySegment path, MemorySegment arguments) {
        try {
            return result((int) EXECV.invokeExact(ERRNO.get(), path, arguments));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int getrlimit(int resource, MemorySegment limit) {
        try {
            return result((int) GETRLIMIT.invokeExact(ERRNO.get(), resource, limit));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Fills in the address, which has room for it. */
    static int getsockname(int fd, MemorySegment address) {
        try (var arena = Arena.ofConfined()) {
            var length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
            return result((int) GETSOCKNAME.invokeExact(ERRNO.get(), fd, address, length));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int ioctl(int fd, long request, MemorySegment argument) {
        try {
            return result((int) IOCTL.invokeExact(ERRNO.get(), fd, request, argument));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int kill(int pid, int signal) {
        try {
            return result((int) KILL.invokeExact(ERRNO.get(), pid, signal));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int prctl(int option, long second, long third) {
        try {
            return result((int) PRCTL.invokeExact(ERRNO.get(), option, second, third, 0L, 0L));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int read(int fd, MemorySegment buffer) {
        try {
            return result((long) READ.invokeExact(ERRNO.get(), fd, buffer, buffer.byteSize()));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int recvmsg(int fd, MemorySegment header) {
        try {
            return result((long) RECVMSG.invokeExact(ERRNO.get(), fd, header, 0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int schedSetscheduler(int thread, int policy, MemorySegment parameters) {
        try {
            return result((int) SCHED_SETSCHEDULER.invokeExact(ERRNO.get(), thread, policy, parameters));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int sendmsg(int fd, MemorySegment header) {
        try {
            return result((long) SENDMSG.invokeExact(ERRNO.get(), fd, header, 0));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int setrlimit(int resource, MemorySegment limit) {
        try {
            return result((int) SETRLIMIT.invokeExact(ERRNO.get(), resource, limit));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int setsockopt(int fd, int level, int option, MemorySegment value) {
        try {
            return result((int) SETSOCKOPT.invokeExact(ERRNO.get(), fd, level, option, value, (int) value.byteSize()));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int setsockopt(int fd, int level, int option, int value) {
        try (var arena = Arena.ofConfined()) {
            return setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
        }
    }

    static int sigaction(int signal, MemorySegment action, MemorySegment former) {
        try {
            return result((int) SIGACTION.invokeExact(ERRNO.get(), signal, action, former));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int socket(int family, int type, int protocol) {
        try {
            return result((int) SOCKET.invokeExact(ERRNO.get(), family, type, protocol));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static String strerror(int errno) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(ERRNO.get(), errno))
                    .reinterpret(Long.MAX_VALUE)
                    .getString(0);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int syscall(long number, long first, long second) {
        try {
            return result((long) SYSCALL.invokeExact(ERRNO.get(), number, first, second));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int timerfdCreate(int clock, int flags) {
        try {
            return result((int) TIMERFD_CREATE.invokeExact(ERRNO.get(), clock, flags));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int timerfdSettime(int fd, int flags, MemorySegment setting) {
        try {
            return result((int) TIMERFD_SETTIME.invokeExact(ERRNO.get(), fd, flags, setting, MemorySegment.NULL));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int waitid(int idType, int id, MemorySegment info, int options) {
        try {
            return result((int) WAITID.invokeExact(ERRNO.get(), idType, id, info, options));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int write(int fd, MemorySegment buffer) {
        try {
            return result((long) WRITE.invokeExact(ERRNO.get(), fd, buffer, buffer.byteSize()));
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    private static int result(long result) {
        return result >= 0 ? (int) result : -ERRNO.get().get(JAVA_INT, ERRNO_OFFSET);
    }

    /** The handles themselves throw only where a call does not fit its descriptor. */
    private static AssertionError impossible(Throwable e) {
        return new AssertionError(e);
    }
}
