package io.havip.cloud;

/**
 * Something that is wrong with an address in its cloud.
 *
 * @param sentence what was seen, for people
 * @param mend what to do about it
 */
public record Trouble(Kind kind, String sentence, String mend) {
    public enum Kind {
        /** The cloud says that somebody else holds it, or nobody, and this node is Active. */
        WRONG_HOLDER,
        /** This node may not hold it: it is of another subnet, or not within the drift range. */
        NOT_ALLOWED,
        /** The credentials are refused, or can't be had. */
        CREDENTIALS,
        /** Their policy does not allow a call. */
        FORBIDDEN,
        /** This node's clock is too far from the provider's. */
        CLOCK,
        /** The provider asks for fewer calls. */
        THROTTLED,
        /** So many changes have been asked for that no more are until some time has passed. */
        BUDGET,
        /** Calls fail, and go on to. */
        UNREACHABLE,
        /** The provider says that something can't be done, or not what it says of what is done. */
        REFUSED,
        /** This node is Active, and the loop can't show it: its advertisements don't leave. */
        UNCONFIRMED
    }
}
