package io.footfall.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientAddressTest {

    private final ClientAddress behindProxies =
            new ClientAddress(List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8")));

    @Test
    void anUntrustedPeerIsTheClientWhateverItSays() {
        assertThat(behindProxies.of("203.0.113.1", List.of("198.51.100.1"), List.of("for=198.51.100.2")))
                .isEqualTo("203.0.113.1");
    }

    @Test
    void theNearestUntrustedHopIsTheClient() {
        assertThat(behindProxies.of("10.0.0.1", List.of("1.1.1.1, 198.51.100.1, 10.0.0.2"), List.of()))
                .isEqualTo("198.51.100.1");
        assertThat(behindProxies.of("10.0.0.1", List.of("1.1.1.1", "198.51.100.1"), List.of()))
                .isEqualTo("198.51.100.1");
    }

    @Test
    void forwardedIsReadWithPortsAndBrackets() {
        assertThat(behindProxies.of(
                        "fd00::1", List.of(), List.of("for=\"[2001:db8::7]:4711\";proto=https, for=10.0.0.9")))
                .isEqualTo("2001:db8::7");
    }

    @Test
    void whatIsNoAddressEndsTheTrust() {
        assertThat(behindProxies.of("10.0.0.1", List.of("unknown, 10.0.0.3"), List.of()))
                .isEqualTo("10.0.0.3");
    }

    @Test
    void rangesKnowTheirBounds() {
        assertThat(AddressRange.parse("192.168.4.0/22").contains("192.168.7.255"))
                .isTrue();
        assertThat(AddressRange.parse("192.168.4.0/22").contains("192.168.8.0")).isFalse();
        assertThat(AddressRange.parse("10.0.0.1").contains("::ffff:10.0.0.1")).isTrue();
        assertThatThrownBy(() -> AddressRange.parse("example.org/8")).isInstanceOf(IllegalArgumentException.class);
    }
}
