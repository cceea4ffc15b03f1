package io.havip.wire;

import java.io.IOException;

/** A file that is no capture, or a damaged one; the message says where, and why. */
public final class CaptureException extends IOException {
    private static final long serialVersionUID = 1;

    CaptureException(String message) {
        super(message);
    }
}
