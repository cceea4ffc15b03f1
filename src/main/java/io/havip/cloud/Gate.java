package io.havip.cloud;

/** Is asked right before a request is sent that changes something, when all that it needs is there. */
@FunctionalInterface
public interface Gate {
    /** Of requests that change nothing. */
    Gate OPEN = () -> {};

    /** @throws CallFailed that it is not to be sent */
    void pass() throws CallFailed;
}
