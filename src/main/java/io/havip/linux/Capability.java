package io.havip.linux;

/** A right of root's that a process can have on its own ({@code capabilities(7)}). */
public enum Capability {
    /** Addresses come and go. */
    NET_ADMIN(12),
    /** Raw sockets and Ethernet frames. */
    NET_RAW(13),
    /** Real-time scheduling. */
    SYS_NICE(23);

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Whether the calling thread has it in effect. */
    public boolean held() {
        return (Proc.effectiveCapabilities() >> bit & 1) == 1;
    }
}
