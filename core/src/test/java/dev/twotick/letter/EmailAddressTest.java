package dev.twotick.letter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@customer.example",
                "o'brien+tag=x@a-b.example",
                "\"quoted local\"@example.org",
                "\"a\\\"b\"@example.org",
                "ann@[192.0.2.1]",
                "ann@[IPv6:2001:db8::1]",
                "jörg@bücher.example",
                "用户@例子.example",
                "root@localhost"
            })
    void takesWhatTheStandardsAllow(String address) {
        assertThat(EmailAddress.of(address).value()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.org",
                "ann@",
                ".ann@example.org",
                "a..b@example.org",
                "ann smith@example.org",
                "ann@exa mple.org",
                "ann@-example.org",
                "ann@example..org",
                "ann@example.org\r\nRCPT TO:<eve@example.org>",
                "ann\n@example.org",
                "ann\u0000@example.org",
                "ann@example.org\u0000",
                "ann\u202e@example.org",
                "ann<eve@example.org",
                "a@b@example.org",
                "\"open@example.org",
                "\"a\"b\"@example.org",
                "ann@[192.0.2.1",
                "ann@[<script>]",
                "ann@x.example＞¨ＮＯＴＩＦＹ＝Ｎ",
                "evil＠x.example＞",
                "evil@x.example＞",
                "ann@x.example；a",
                "ann@a⑴b.example",
                "ann@－a.example",
                "ann@a。。example",
                "ann@℀.example"
            })
    void refusesWhatTheyDoNotAndNamesTheField(String address) {
        assertThatThrownBy(() -> EmailAddress.of("to[2]", address))
                .isInstanceOfSatisfying(
                        InvalidLetterException.class, e -> assertThat(e.field()).isEqualTo("to[2]"))
                .hasMessageNotContainingAny("\r", "\n", "\u0000", "\u202e");
    }

    @Test
    void everyCharacterOfADomainIsHarmlessInALabelsOrRefused() {
        for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
            String domain = "a" + Character.toString(c) + "b.example";
            try {
                String ascii = EmailAddress.of("ann@" + domain).asciiDomain();
                assertThat(ascii).as("U+%04X", c).matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)+");
            } catch (InvalidLetterException refused) {
                assertThat(refused.field()).isEqualTo("address");
            }
        }
    }

    @Test
    void keepsTheLimitsOfTheStandard() {
        String local = "a".repeat(64);
        assertThat(EmailAddress.of(local + "@example.org").localPart()).hasSize(64);
        assertThatThrownBy(() -> EmailAddress.of(local + "a@example.org")).hasMessageContaining("64");
        String domain = "b".repeat(63) + "." + "b".repeat(63) + "." + "b".repeat(63) + ".example";
        assertThatThrownBy(() -> EmailAddress.of(local + "@" + domain)).hasMessageContaining("254");
        assertThatThrownBy(() -> EmailAddress.of("a@" + "b".repeat(64) + ".example"))
                .hasMessageContaining("label");
    }

    @Test
    void foldsCaseForComparisonOnly() {
        EmailAddress address = EmailAddress.of("Ann.Smith@Customer.EXAMPLE");
        assertThat(address.value()).isEqualTo("Ann.Smith@customer.example");
        assertThat(address.canonical()).isEqualTo("ann.smith@customer.example");
    }

    @Test
    void givesTheDomainInAsciiForServersWithoutSmtpUtf8() {
        EmailAddress address = EmailAddress.of("info@bücher.example");
        assertThat(address.asciiDomain()).isEqualTo("xn--bcher-kva.example");
        assertThat(address.needsSmtpUtf8()).isFalse();
        assertThat(EmailAddress.of("jörg@example.org").needsSmtpUtf8()).isTrue();
    }
}
