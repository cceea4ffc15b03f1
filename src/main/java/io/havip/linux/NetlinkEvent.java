package io.havip.linux;

/** A change that the kernel tells of, in the order in which things changed. */
public sealed interface NetlinkEvent {
    /** A link is new or has changed, or nothing of interest about it has. */
    record LinkChanged(Link link) implements NetlinkEvent {}

    record LinkRemoved(Link link) implements NetlinkEvent {}

    /** An address is new or its lifetime was renewed. */
    record AddressAdded(InterfaceAddress address) implements NetlinkEvent {}

    record AddressRemoved(InterfaceAddress address) implements NetlinkEvent {}

    /** Changes were lost (ENOBUFS): only reading everything again tells the state. */
    record Overrun() implements NetlinkEvent {}
}
