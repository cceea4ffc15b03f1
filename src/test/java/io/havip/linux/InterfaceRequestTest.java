package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InterfaceRequestTest {
    @Test
    void theLoopbackIsTheFirstInterfaceOfEveryNamespaceAndHasNoAddressOfEthernet() {
        assertThat(InterfaceRequest.index("lo")).isEqualTo(1);
        assertThat(InterfaceRequest.hardwareAddress("lo")).isEmpty();
    }

    @Test
    void whatIsNotThereHasNothing() {
        assertThat(InterfaceRequest.index("absent0")).isZero();
        assertThat(InterfaceRequest.hardwareAddress("absent0")).isEmpty();
        assertThat(InterfaceRequest.index("longer-than-names-are")).isZero();
    }
}
