package io.havip.cloud;

import java.util.List;
import java.util.OptionalLong;

/** Has the cloud say of a virtual router's addresses what the role says. Every call returns at once; callable from any thread. */
public interface Ownership {
    /** There is no cloud. */
    Ownership NONE = new Ownership() {
        @Override
        public void taken(String instance, long decidedAtNanos, Listener listener) {}

        @Override
        public boolean confirmed(String instance, long untilNanos) {
            return false;
        }

        @Override
        public void released(String instance) {}

        @Override
        public List<Trouble> troubles(String instance) {
            return List.of();
        }

        @Override
        public List<Holding> holdings(String instance) {
            return List.of();
        }
    };

    /**
     * The instance has become Active.
     *
     * @param decidedAtNanos on the monotonic clock
     */
    void taken(String instance, long decidedAtNanos, Listener listener);

    /**
     * It still is: an advertisement has just left.
     *
     * @param untilNanos when the next one is due, on the monotonic clock
     * @return whether to announce its addresses again, because the cloud has not followed
     */
    boolean confirmed(String instance, long untilNanos);

    /** It no longer is. */
    void released(String instance);

    /** What is wrong with its addresses now. */
    List<Trouble> troubles(String instance);

    /** Each of its addresses as it is there. */
    List<Holding> holdings(String instance);

    /** Is told of one takeover, on other threads. */
    interface Listener {
        /**
         * An address is here, as the cloud says. All times are since the decision.
         *
         * @param address its name
         * @param callNanos until the claim was answered; empty where none was needed
         * @param effectNanos until the cloud said that it is done; likewise
         */
        void verified(String address, OptionalLong callNanos, OptionalLong effectNanos, long verifiedNanos);

        /** Something that somebody ought to know of an address, in a sentence that names it. */
        void changed(Change what, String sentence);
    }

    /** What has become of an address in a role. */
    enum Change {
        /** Somebody else got it, and it was had back. */
        CORRECTED,
        /** A call was under way when the role was lost. */
        OUTLIVED,
        /** The cloud has not followed the announcements: they are sent again. */
        ANNOUNCED_AGAIN
    }
}
