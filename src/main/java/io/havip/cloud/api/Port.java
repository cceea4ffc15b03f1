package io.havip.cloud.api;

/**
 * A network interface of this node, as its cloud names it.
 *
 * @param id of the interface
 * @param instance the node
 * @param subnet the one that the interface is in
 * @param network the private network of that
 * @param mac as the cloud writes it
 */
public record Port(String id, String instance, String subnet, String network, String mac) {}
