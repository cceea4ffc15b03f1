package io.havip.testing;

import io.havip.announce.Traffic;
import java.net.InetAddress;
import java.util.List;

/** Nobody looks. */
public class UnseenTraffic implements Traffic {
    @Override
    public void taken(String instance, long decidedAtNanos, Listener listener) {}

    @Override
    public void released(String instance) {}

    @Override
    public List<InetAddress> missed(String instance) {
        return List.of();
    }
}
