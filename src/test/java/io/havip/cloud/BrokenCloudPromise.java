package io.havip.cloud;

/** Something that must never happen has. */
final class BrokenCloudPromise extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenCloudPromise(String message) {
        super(message);
    }
}
