package io.havip.haproxy;

/** HAProxy refuses its configuration, or cannot be run at all; the message is HAProxy's own. */
public final class HaproxyConfigurationException extends RuntimeException {
    HaproxyConfigurationException(String message) {
        super(message);
    }
}
