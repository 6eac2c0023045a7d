package eu.flexcoop.middleware.openadr.vtn.internal.push;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.vtn.internal.TestPushSettings;
import eu.flexcoop.middleware.openadr.vtn.internal.push.AddressPolicy.RefusedAddressException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressPolicyTest {
    private static final AddressPolicy CLOSED = policy(Map.of());

    private static AddressPolicy policy(Map<String, Object> values) {
        return TestPushSettings.settings(values, AddressPolicyTest::resolve).addresses();
    }

    /** Literals as the JDK reads them, and a few names. */
    private static InetAddress[] resolve(String host) throws UnknownHostException {
        return switch (host) {
            case "ven.example", "VEN.example" -> addresses("93.184.216.34", "2606:2800:220:1::1");
            case "box.lan" -> addresses("10.20.30.40");
            case "mixed.example" -> addresses("93.184.216.34", "127.0.0.1");
            case "mapped.example" -> addresses("::ffff:169.254.169.254");
            case "rebound.example" -> addresses("192.168.1.1");
            case "localhost", "localhost." -> addresses("127.0.0.1", "::1");
            default -> {
                if (host.matches("[0-9.]+|\\[?[0-9a-fA-F:.]+:[0-9a-fA-F:.]*\\]?")) {
                    yield InetAddress.getAllByName(host);
                }
                throw new UnknownHostException(host);
            }
        };
    }

    private static InetAddress[] addresses(String... literals) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[literals.length];
        for (int i = 0; i < literals.length; i++) {
            addresses[i] = InetAddress.getByName(literals[i]);
        }
        return addresses;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ven.example",
                "https://VEN.example:8443/base/",
                "HTTPS://ven.example:443",
                "https://93.184.216.34/",
                "https://[2606:2800:220:1::1]:9000/x",
                " https://ven.example "
            })
    void publicAddressesAreAllowed(String address) {
        assertThatCode(() -> CLOSED.check(address)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "None",
                "ven.example",
                "//ven.example",
                "https:",
                "https:ven.example",
                "https:///x",
                "https://",
                "http://ven.example",
                "ftp://ven.example",
                "file:///etc/passwd",
                "gopher://ven.example",
                "jar:https://ven.example!/",
                "https://user@ven.example",
                "https://user:secret@ven.example",
                "https://ven.example@127.0.0.1",
                "https://ven.example?x=1",
                "https://ven.example/#x",
                "https://ven.example:0",
                "https://ven.example:65536",
                "https://ven.example:99999999999",
                "https://ven.exa mple",
                "https://ven.example\\@127.0.0.1",
                "https://ven_example",
                "https://ven.example\r\nHost: x",
                "https://unknown.example",
                // loopback, unspecified, link-local, private, shared, documentation, multicast, reserved
                "https://localhost",
                "https://localhost.",
                "https://127.0.0.1",
                "https://127.1.2.3:8443",
                "https://0.0.0.0",
                "https://0.1.2.3",
                "https://10.0.0.1",
                "https://100.64.0.1",
                "https://169.254.169.254/latest/meta-data",
                "https://172.16.0.1",
                "https://172.31.255.255",
                "https://192.168.0.1",
                "https://192.0.0.1",
                "https://192.0.2.1",
                "https://198.18.0.1",
                "https://198.51.100.1",
                "https://203.0.113.1",
                "https://224.0.0.1",
                "https://255.255.255.255",
                // other ways to write IPv4
                "https://2130706433",
                "https://0x7f000001",
                "https://0x7f.0.0.1",
                "https://0X7F.1",
                "https://0177.0.0.1",
                "https://127.1",
                "https://127.0.1",
                "https://010.8.8.8",
                "https://8.8.8.8.",
                "https://1.2.3.4.5",
                "https://1e3.0x10",
                // IPv6
                "https://[::]",
                "https://[::1]",
                "https://[0:0:0:0:0:0:0:1]",
                "https://[::127.0.0.1]",
                "https://[::ffff:127.0.0.1]",
                "https://[::ffff:7f00:1]",
                "https://[::ffff:10.0.0.1]",
                "https://[fe80::1]",
                "https://[fe80::1%25eth0]",
                "https://[fe80::1%eth0]",
                "https://[fec0::1]",
                "https://[fc00::1]",
                "https://[fd12:3456::1]",
                "https://[ff02::1]",
                "https://[2002:7f00:1::]",
                "https://[64:ff9b::7f00:1]",
                "https://[64:ff9b:1::1]",
                "https://[2001::1]",
                "https://[2001:db8::1]",
                "https://[100::1]",
                // names that lead there
                "https://box.lan",
                "https://mixed.example",
                "https://mapped.example",
                "https://rebound.example"
            })
    void othersAreRefusedByDefault(String address) {
        assertThatThrownBy(() -> CLOSED.check(address))
                .isInstanceOf(RefusedAddressException.class)
                .hasMessageStartingWith("it");
    }

    @Test
    void anAddressMayNotBeTooLong() {
        assertThatThrownBy(() -> CLOSED.check("https://ven.example/" + "a".repeat(1024)))
                .hasMessageContaining("longer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://box.lan", "https://10.20.255.255", "https://[fd12::7]", "https://127.0.0.1:9"})
    void whatTheConfigurationNamesIsAllowed(String address) {
        AddressPolicy policy = policy(Map.of("allowedNetworks", "10.20.0.0/16, fd12::/16,127.0.0.1"));

        assertThatCode(() -> policy.check(address)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://10.21.0.1", "https://127.0.0.2", "https://[fd13::1]", "https://localhost"})
    void andNothingBesideIt(String address) {
        AddressPolicy policy = policy(Map.of("allowedNetworks", "10.20.0.0/16, fd12::/16,127.0.0.1"));

        assertThatThrownBy(() -> policy.check(address)).isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void aNamedHostMayBeAnywhere() throws Exception {
        AddressPolicy policy = policy(Map.of("allowedHosts", "Box.lan"));

        policy.check("https://box.lan:8443");
        assertThatThrownBy(() -> policy.check("https://10.20.30.40")).isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void httpIsAllowedIfTheConfigurationSaysSo() throws Exception {
        policy(Map.of("allowHttp", true)).check("http://ven.example");
    }

    @ParameterizedTest
    @CsvSource({
        "https://ven.example, https://ven.example/OpenADR2/Simple/2.0b/EiEvent",
        "https://ven.example/, https://ven.example/OpenADR2/Simple/2.0b/EiEvent",
        "https://ven.example:8443/a//, https://ven.example:8443/a/OpenADR2/Simple/2.0b/EiEvent",
        "HTTPS://ven.example/OpenADR2/Simple/2.0b, https://ven.example/OpenADR2/Simple/2.0b/EiEvent",
        "https://[2606::1]/x/OpenADR2/Simple/2.0b/, https://[2606::1]/x/OpenADR2/Simple/2.0b/EiEvent"
    })
    void thePathOfOpenadrIsAddedOnce(String address, String endpoint) throws Exception {
        assertThat(CLOSED.endpoint(address, OadrService.EI_EVENT)).hasToString(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "allowedNetworks, 10.0.0.0/33",
        "allowedNetworks, 10.0.0/8",
        "allowedNetworks, example.com/8",
        "allowedNetworks, 10.0.0.0/-1",
        "allowedNetworks, ::/x",
        "connectTimeout, 5s",
        "timeout, PT0S",
        "firstPause, -PT1S",
        "longestPause, PT1S",
        "checkInterval, 1",
        "trustStore, /no/such/file"
    })
    void wrongValuesAreRefusedByName(String key, String value) {
        assertThatThrownBy(() -> TestPushSettings.settings(Map.of(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + " '" + value + "'")
                .hasMessageContaining("etc/eu.flexcoop.middleware.openadr.push.cfg");
    }

    @ParameterizedTest
    @ValueSource(strings = {"maxConcurrent", "maxAnswerBytes", "unreachableAfter"})
    void numbersMustBePositive(String key) {
        assertThatThrownBy(() -> TestPushSettings.settings(Map.of(key, 0))).hasMessageStartingWith(key + " '0'");
    }
}
