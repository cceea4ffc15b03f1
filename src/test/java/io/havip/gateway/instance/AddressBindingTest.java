package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.linux.AddressLease;
import io.havip.linux.Clock;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.AddressRemoved;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.testing.Answering;
import io.havip.testing.QuietReporter;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is known to be there is renewed, of which nobody is told; all else is bound, and the notification of that is what makes it
 * known.
 */
class AddressBindingTest {
    private static final InstanceSettings SETTINGS =
            Instances.withPriority(150).addresses("10.77.0.100/24").settings();

    private final List<String> asked = new ArrayList<>();
    private final List<InterfaceAddress> inKernel = new ArrayList<>();
    private final InterfaceTable interfaces = new InterfaceTable();
    private int index = 2;
    private Optional<ErrnoException> refusal = Optional.empty();

    private final KernelNetwork network = Answering.as(KernelNetwork.class, (method, arguments) -> switch (method) {
        case "links" -> List.of(new Link(index, Instances.INTERFACE, true, true, Optional.empty(), 1500));
        case "addresses" -> List.copyOf(inKernel);
        case "replaceAddress" -> asked.add("bind for " + seconds(arguments));
        case "renewAddress" -> {
            asked.add("renew for " + seconds(arguments));
            refusal.ifPresent(refused -> {
                throw refused;
            });
            yield null;
        }
        case "deleteAddress" -> asked.add("remove");
        default -> throw new AssertionError(method);
    });

    private AddressBinding binding;

    private static long seconds(Object[] arguments) {
        return ((AddressLease) arguments[0]).validSeconds();
    }

    @BeforeEach
    void bind() {
        var host = Answering.as(Host.class, (method, _) -> switch (method) {
            case "network" -> network;
            case "reporter" -> new QuietReporter();
            default -> throw new AssertionError(method);
        });
        var router = new Meters(Clock.MACHINE, false)
                .virtualRouter(
                        new InstanceStatus.Identity("VI_1", 51, "eth0", Family.IPV4, 150, 0, List.of(), List.of()),
                        () -> InstanceStatus.initial(150, 0));
        interfaces.reload(network);
        binding = new AddressBinding(
                "VI_1", host, new Commons(new Deadlines(), interfaces, Map.of(), () -> 0, () -> {}), router);
        take(4);
        asked.clear();
    }

    @Test
    void whatHasNotBeenToldOfIsBoundAgain() {
        take(4);

        assertThat(asked).containsExactly("bind for 4");
    }

    @Test
    void whatHasIsRenewed() {
        interfaces.apply(new AddressAdded(address()), 0);

        take(4);
        take(7);

        assertThat(asked).containsExactly("renew for 4", "renew for 7");
    }

    @Test
    void whatSomebodyHasRemovedIsBound() {
        interfaces.apply(new AddressAdded(address()), 0);
        interfaces.apply(new AddressRemoved(address()), 0);

        take(4);

        assertThat(asked).containsExactly("bind for 4");
    }

    @Test
    void whatARenewalHasPutBackBeforeItsRemovalWasToldIsThere() {
        interfaces.apply(new AddressAdded(address()), 0);
        take(4);
        inKernel.add(address());
        interfaces.apply(new AddressRemoved(address()), 0);

        assertThat(binding.lost(address().identity())).isFalse();
        assertThat(binding.missing()).isEmpty();
    }

    @Test
    void aRenewalThatIsRefusedForNowIsMadeUpForAtOnce() {
        interfaces.apply(new AddressAdded(address()), 0);
        refusal = Optional.of(new ErrnoException("renew", Errno.ENOBUFS, "refused"));

        take(4);

        assertThat(asked).containsExactly("renew for 4", "bind for 4");
        assertThat(binding.refusal()).isEmpty();
    }

    @Test
    void oneThatIsRefusedForGoodIsTold() {
        interfaces.apply(new AddressAdded(address()), 0);
        refusal = Optional.of(new ErrnoException("renew", Errno.ENODEV, "refused"));

        take(4);

        assertThat(asked).containsExactly("renew for 4");
        assertThat(binding.refusal()).hasValueSatisfying(why -> assertThat(why).contains("refused"));
    }

    @Test
    void onAnInterfaceThatHasComeInPlaceOfAnotherItIsBound() {
        interfaces.apply(new AddressAdded(address()), 0);
        index = 3;
        interfaces.reload(network);

        take(4);

        assertThat(asked).contains("bind for 4").doesNotContain("renew for 4");
    }

    private void take(long leaseSeconds) {
        binding.take(SETTINGS, leaseSeconds, 0);
    }

    private InterfaceAddress address() {
        return new InterfaceAddress(index, InetAddress.ofLiteral("10.77.0.100"), 24, Optional.empty(), 0, 0, 4);
    }
}
