package io.havip.wire;

/**
 * A frame in a capture file.
 *
 * @param number from 1 on, as Wireshark counts them
 * @param interfaceName where it was seen; empty where the file does not say
 * @param linkType what its bytes begin with, by the number that libpcap's authors gave it
 * @param atEpochNanos since 1970
 * @param length on the wire; there may be more than was captured
 * @param bytes what was captured
 * @param comment what somebody has written beside it, or nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on to be taken apart; never compared.
public record CapturedFrame(
        long number, String interfaceName, int linkType, long atEpochNanos, int length, byte[] bytes, String comment) {}
