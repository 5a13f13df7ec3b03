package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.smtp.SaslExchange.LoginRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPrepTest {
    /** RFC 4013 section 3. */
    @Test
    void followsTheExamplesOfTheStandard() throws LoginRefusal {
        assertThat(SaslPrep.prepare("I\u00ADX")).isEqualTo("IX");
        assertThat(SaslPrep.prepare("user")).isEqualTo("user");
        assertThat(SaslPrep.prepare("USER")).isEqualTo("USER");
        assertThat(SaslPrep.prepare("\u00AA")).isEqualTo("a");
        assertThat(SaslPrep.prepare("\u2168")).isEqualTo("IX");
    }

    @Test
    void makesOneSpaceOfAllSpaces() throws LoginRefusal {
        assertThat(SaslPrep.prepare("a\u00A0b\u3000c d")).isEqualTo("a b c d");
    }

    @Test
    void takesTextThatRunsFromTheRight() throws LoginRefusal {
        assertThat(SaslPrep.prepare("\u05D0\u05D1")).isEqualTo("\u05D0\u05D1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0007", "\u06271", "a\u05D0", "\uE000", "\u2028", "\uFFFD", "\uD800"})
    void doesNotTakeWhatCannotBePrepared(String text) {
        assertThatThrownBy(() -> SaslPrep.prepare(text)).isInstanceOf(LoginRefusal.class);
    }
}
