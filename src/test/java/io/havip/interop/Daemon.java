package io.havip.interop;

import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.Transport;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.vrrp.Authentication;
import io.havip.wire.ChecksumForm;
import java.util.List;

/** The other routers that ours has to get on with. */
enum Daemon {
    /** As the machine has it installed: 2.2.7 in Debian bookworm. */
    KEEPALIVED {
        @Override
        OtherRouter start(NetworkLab lab, String namespace, Instances instances) {
            return Keepalived.start(lab, namespace, instances);
        }

        @Override
        boolean speaks(Instances instances) {
            return instances.checksum() == ChecksumForm.PSEUDO_HEADER || Keepalived.knowsMessageOnlyChecksum();
        }

        @Override
        void ensureInstalled() {
            Requirement.KEEPALIVED.ensure();
        }
    },
    /** 2.3.3. */
    KEEPALIVED_OF_TRIXIE {
        @Override
        OtherRouter start(NetworkLab lab, String namespace, Instances instances) {
            return Keepalived.start(lab, namespace, instances, Trixie.command(Keepalived.PROGRAM));
        }

        @Override
        boolean speaks(Instances instances) {
            return true;
        }
    },
    /** 10.3. */
    FRR_OF_TRIXIE {
        @Override
        OtherRouter start(NetworkLab lab, String namespace, Instances instances) {
            return Frr.start(lab, namespace, instances);
        }

        @Override
        boolean speaks(Instances instances) {
            return instances.transport() instanceof Transport.Multicast
                    && instances.authentication() instanceof Authentication.None;
        }
    };

    static final List<Daemon> ALL = List.of(values());

    /** With the settings of one of our own instances. */
    abstract OtherRouter start(NetworkLab lab, String namespace, Instances instances);

    /** Whether it has such settings at all. */
    abstract boolean speaks(Instances instances);

    /** Goes on only where it is there. */
    void ensureInstalled() {
        Requirement.TRIXIE.ensure();
    }
}
