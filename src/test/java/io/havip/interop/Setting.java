package io.havip.interop;

import io.havip.gateway.settings.Instances;
import io.havip.vrrp.Authentication;
import io.havip.wire.ChecksumForm;

/** How two routers talk with each other: a row of the matrix. */
enum Setting {
    V2_MULTICAST {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.version2(1, new Authentication.None());
        }
    },
    V2_MULTICAST_PASSWORD {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.version2(1, PASSWORD);
        }
    },
    V2_UNICAST {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.version2(1, new Authentication.None()).unicastFrom(self.ipv4(), peer.ipv4());
        }
    },
    V2_UNICAST_PASSWORD {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.version2(1, PASSWORD).unicastFrom(self.ipv4(), peer.ipv4());
        }
    },
    V3_MULTICAST {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain;
        }
    },
    V3_UNICAST {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.unicastFrom(self.ipv4(), peer.ipv4());
        }
    },
    V3_MULTICAST_CHECKSUM_OF_THE_MESSAGE_ONLY {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.checksum(ChecksumForm.MESSAGE_ONLY);
        }
    },
    V3_UNICAST_CHECKSUM_OF_THE_MESSAGE_ONLY {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.unicastFrom(self.ipv4(), peer.ipv4()).checksum(ChecksumForm.MESSAGE_ONLY);
        }
    },
    V3_MULTICAST_IPV6 {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.addresses(IPV6_ADDRESSES);
        }
    },
    V3_UNICAST_IPV6 {
        @Override
        Instances of(Instances plain, Host self, Host peer) {
            return plain.addresses(IPV6_ADDRESSES).unicastFrom(self.ipv6(), peer.ipv6());
        }
    };

    private static final Authentication PASSWORD = new Authentication.Password("1111");
    private static final String[] IPV6_ADDRESSES = {"fe80::100/64", "fd00:77::100/64"};

    /** A host of the lab. */
    record Host(String name, String ipv4, String ipv6) {
        static final Host ONE = new Host("one", "10.77.0.1", "fd00:77::1");
        static final Host TWO = new Host("two", "10.77.0.2", "fd00:77::2");
        static final Host THREE = new Host("three", "10.77.0.3", "fd00:77::3");

        @Override
        public String toString() {
            return name;
        }
    }

    /** A router of this setting on one of the hosts. */
    final Instances on(Host self, int priority) {
        return of(Instances.withPriority(priority), self, self.equals(Host.ONE) ? Host.TWO : Host.ONE);
    }

    abstract Instances of(Instances plain, Host self, Host peer);
}
