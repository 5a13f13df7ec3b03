package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeloNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"mail.example.com", "localhost", "a", "[192.0.2.1]", "[IPv6:2001:db8::1]"})
    void takesNamesAndLiterals(String name) {
        assertThat(HeloName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\r\nMAIL", "-a", "a.", "[]", "[1.2.3.4", "bücher.example", "a_b"})
    void takesNothingElse(String name) {
        assertThat(HeloName.isValid(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, [192.0.2.1]",
        "2001:db8::1, [IPv6:2001:db8:0:0:0:0:0:1]",
        "fe80::1, [IPv6:fe80:0:0:0:0:0:0:1]"
    })
    void writesAddressesAsLiterals(String address, String literal) throws UnknownHostException {
        assertThat(HeloName.literal(InetAddress.getByName(address)))
                .isEqualTo(literal)
                .matches(HeloName::isValid);
    }

    @Test
    void givesNoHalfName() {
        assertThat(HeloName.ofThisHost().orElse("full.example")).contains(".").matches(HeloName::isValid);
    }
}
