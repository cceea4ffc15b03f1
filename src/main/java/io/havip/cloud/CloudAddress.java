package io.havip.cloud;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Something that a provider lets one node hold at a time, a private address, a public one or a route, seen from this node. Each
 * call waits for its answer on the caller's thread, for no longer than its provider's limits; interrupting the thread ends it.
 */
public interface CloudAddress {
    /** What it is, as findings and logs name it, e.g. {@code 10.0.0.100 at aws}. */
    String name();

    /** Whether announcing it moves it (a Tencent HAVIP), once it has been read: {@link #claim} is never called then. */
    boolean movesByAnnouncement();

    /** Who holds it now, as the provider tells it. */
    Reading read() throws CallFailed, InterruptedException;

    /**
     * Asks for it to be moved to this node, away from whoever {@code seen} tells.
     *
     * @param gate of the one request that asks for it
     * @return the task to ask {@link #progress} about; empty where the answer said that it is done
     */
    Optional<String> claim(Reading seen, Gate gate) throws CallFailed, InterruptedException;

    /** How far the provider is with a task of {@link #claim}. A failure of the task is a {@link CallFailed}. */
    Progress progress(String task) throws CallFailed, InterruptedException;

    /**
     * Tells what else the provider says of its coming to this node, or to a peer. Nothing is changed.
     *
     * @param seen the latest {@link #read}
     * @param peers the other nodes' addresses
     */
    default void inspect(Reading seen, List<InetAddress> peers, Remarks remarks) throws InterruptedException {}

    enum Progress {
        RUNNING,
        DONE
    }

    /**
     * @param here whether this node holds it
     * @param holder the provider's name of who does, cut and without what a terminal obeys: an instance, an interface; empty where
     *     nobody does
     * @param mayHold whether this node may: it is of the subnet, and within the drift range, as far as the provider tells
     * @param fence what the provider compares when it changes the holder, e.g. a fingerprint; empty where it has no such thing
     */
    record Reading(boolean here, Optional<String> holder, boolean mayHold, Optional<String> fence) {
        public Reading {
            holder = holder.map(Stranger::quoted).filter(name -> !name.isEmpty());
        }
    }
}
