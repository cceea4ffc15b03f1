package io.havip.audit;

/**
 * A packet of the capture.
 *
 * @param file the number of its file among those that are read together, from 0 on
 * @param number the packet's in its file, from 1 on, as Wireshark shows it
 * @param atEpochNanos when it was captured, since 1970; never before one that was seen earlier
 */
public record PacketRef(int file, long number, long atEpochNanos) {}
