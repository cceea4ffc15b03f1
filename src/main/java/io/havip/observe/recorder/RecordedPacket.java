package io.havip.observe.recorder;

import java.util.Arrays;

/**
 * A frame of Ethernet that has passed.
 *
 * @param interfaceName where
 * @param atEpochNanos the kernel's time, since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on as it was captured; never compared.
record RecordedPacket(String interfaceName, long atEpochNanos, byte[] bytes) {
    /** Whether both are one frame. */
    boolean same(RecordedPacket other) {
        return atEpochNanos == other.atEpochNanos
                && interfaceName.equals(other.interfaceName)
                && Arrays.equals(bytes, other.bytes);
    }
}
