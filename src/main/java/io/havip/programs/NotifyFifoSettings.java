package io.havip.programs;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A FIFO that gets a line for each change (keepalived's {@code notify_fifo} and {@code vrrp_notify_fifo}).
 *
 * @param path it is made if it is not there, and then removed at the end
 * @param owner {@code USER} or {@code USER:GROUP}; empty for the agent's own
 * @param reader a program that is run all the time, with the path as its last argument
 */
public record NotifyFifoSettings(Path path, String owner, Optional<NotifyScript> reader) {}
