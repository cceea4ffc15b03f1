package io.havip.interop;

/** A router in a namespace of a lab that is not ours. */
interface OtherRouter extends AutoCloseable {
    /** Ends it without a word to anyone. The addresses that it holds stay. */
    void kill();

    /** Ends it as a service manager does: with a release. */
    void stop();

    @Override
    void close();
}
