package io.havip.linux;

/** Frames of an interface cannot be sent or captured; the message says why, and what would mend it where that is known. */
public final class LinkLayerException extends RuntimeException {

    LinkLayerException(String message, Throwable cause) {
        super(message, cause);
    }
}
