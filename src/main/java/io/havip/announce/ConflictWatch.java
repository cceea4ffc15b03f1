package io.havip.announce;

import io.havip.linux.FrameCapture;
import io.havip.linux.LinkLayerException;
import io.havip.wire.AddressClaim;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Listens to who claims our virtual addresses by ARP and neighbour advertisement: everyone on the link, ourselves
 * included.
 */
public final class ConflictWatch implements AutoCloseable {
    private static final String CLAIMS = "arp or (icmp6 and ip6[40] == 136)";

    private final Map<String, Set<InetAddress>> addresses;
    private final Consumer<AddressClaim> claims;
    private final Consumer<String> warnings;
    private final List<FrameCapture> captures = new ArrayList<>();

    /**
     * @param addresses the virtual addresses, by the name of their interface
     * @param claims called on the captures' own threads
     * @param warnings told in a sentence what can't be watched
     */
    public ConflictWatch(
            Map<String, Set<InetAddress>> addresses, Consumer<AddressClaim> claims, Consumer<String> warnings) {
        this.addresses = Map.copyOf(addresses);
        this.claims = claims;
        this.warnings = warnings;
    }

    public void start() {
        addresses.forEach((interfaceName, watched) -> {
            try {
                captures.add(FrameCapture.start(interfaceName, CLAIMS, new Claims(interfaceName, watched)));
            } catch (RuntimeException e) {
                warn(interfaceName, e);
            }
        });
    }

    @Override
    public void close() {
        captures.forEach(FrameCapture::close);
    }

    private void warn(String interfaceName, RuntimeException e) {
        warnings.accept("conflicts on " + interfaceName + " are not watched: " + e.getMessage());
    }

    private final class Claims implements FrameCapture.Listener {
        private final String interfaceName;
        private final Set<InetAddress> watched;

        Claims(String interfaceName, Set<InetAddress> watched) {
            this.interfaceName = interfaceName;
            this.watched = watched;
        }

        @Override
        public void onFrame(byte[] frame, long capturedAtEpochNanos) {
            AddressClaim.decode(frame)
                    .filter(claim -> watched.contains(claim.address()))
                    .ifPresent(claims);
        }

        @Override
        public void onFailure(LinkLayerException failure) {
            warn(interfaceName, failure);
        }
    }
}
