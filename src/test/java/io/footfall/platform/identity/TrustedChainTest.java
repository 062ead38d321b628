package io.footfall.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedChainTest {

    private static final List<AddressRange> PROXIES =
            List.of(AddressRange.parse("10.0.0.0/8"), AddressRange.parse("fd00::/8"));

    private static TrustedChain read(String peer, ForwardedHeader header, String... lines) {
        return TrustedChain.read(AddressRange.bytes(peer), header.nodes(List.of(lines)), PROXIES);
    }

    private static String clientOf(String peer, ForwardedHeader header, String... lines) {
        return AddressRange.textOf(read(peer, header, lines).client());
    }

    private static String listed(String... lines) {
        return clientOf("10.0.0.1", ForwardedHeader.X_FORWARDED_FOR, lines);
    }

    private static String forwarded(String... lines) {
        return clientOf("10.0.0.1", ForwardedHeader.FORWARDED, lines);
    }

    @Test
    void anUntrustedPeerIsTheClientWhateverItSays() {
        assertThat(clientOf("203.0.113.1", ForwardedHeader.X_FORWARDED_FOR, "198.51.100.1"))
                .isEqualTo("203.0.113.1");
        assertThat(clientOf("203.0.113.1", ForwardedHeader.FORWARDED, "for=198.51.100.2"))
                .isEqualTo("203.0.113.1");
    }

    @Test
    void aTrustedPeerThatNamesNobodyIsTheClient() {
        assertThat(listed()).isEqualTo("10.0.0.1");
        assertThat(forwarded("", ",", ";")).isEqualTo("10.0.0.1");
    }

    @Test
    void theNearestUntrustedAddressIsTheClient() {
        assertThat(listed("1.1.1.1, 198.51.100.1, 10.0.0.2")).isEqualTo("198.51.100.1");
        assertThat(listed("1.1.1.1", "198.51.100.1")).isEqualTo("198.51.100.1");
        assertThat(forwarded("for=1.1.1.1", "for=198.51.100.1, for=10.0.0.2")).isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "198.51.100.1,",
                "198.51.100.1 , ,",
                ",,198.51.100.1",
                "\t198.51.100.1\t,",
                "198.51.100.1:4711",
                "::ffff:198.51.100.1"
            })
    void whatSaysNothingIsSkipped(String line) {
        assertThat(listed(line)).isEqualTo("198.51.100.1");
        assertThat(listed(line, "", ",")).isEqualTo("198.51.100.1");
    }

    @Test
    void addressesComeWithPortsAndBrackets() {
        assertThat(listed("[2001:db8::7]:4711")).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(listed("2001:db8::7")).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(forwarded("for=\"[2001:db8::7]:4711\";proto=https, for=10.0.0.9"))
                .isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(forwarded("for=\"192.0.2.43:_http\"")).isEqualTo("192.0.2.43");
        assertThat(forwarded("for=[2001:db8::7]")).isEqualTo("2001:db8:0:0:0:0:0:7");
    }

    /**
     * A client without a readable address is attributed to the trusted proxy that reported it, not to an address
     * further left.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=unknown",
                "for=_hidden",
                "for=\"_SEVKISEK\"",
                "proto=https;by=10.0.0.3",
                "for=",
                "for=\"\"",
                "for=example.org",
                "for",
                "for=\"198.51.100.7",
                "for=198.51.100.7\"",
                "=\"\""
            })
    void whatIsNoAddressEndsTheChain(String element) {
        assertThat(forwarded("for=198.51.100.1, " + element + ", for=10.0.0.3")).isEqualTo("10.0.0.3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "-", "example.org", "198.51.100.1.2", "[2001:db8::1", "1", "999.1.1.1"})
    void whatIsNoAddressEndsTheListToo(String element) {
        assertThat(listed("198.51.100.1, " + element + ", 10.0.0.3")).isEqualTo("10.0.0.3");
    }

    @Test
    void theChainCountsWhatTrustedProxiesWrote() {
        assertThat(read("203.0.113.1", ForwardedHeader.X_FORWARDED_FOR, "1.1.1.1")
                        .length())
                .isZero();
        assertThat(read("10.0.0.1", ForwardedHeader.X_FORWARDED_FOR, "1.1.1.1, 198.51.100.1, , 10.0.0.2")
                        .length())
                .isEqualTo(2);
        assertThat(read("10.0.0.1", ForwardedHeader.FORWARDED, "for=1.1.1.1, for=unknown")
                        .length())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, c", "2, b", "3, a", "4, a"})
    void theElementOfAProxyIsFoundFromTheRight(int steps, String element) {
        assertThat(ListElements.fromRight(List.of("a,", "b, c"), steps)).isEqualTo(element);
        assertThat(ListElements.fromRight(List.of(",", ""), steps)).isNull();
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
