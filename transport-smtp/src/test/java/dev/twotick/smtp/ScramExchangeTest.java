package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.twotick.smtp.SaslExchange.LoginRefusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScramExchangeTest {
    private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = NONCE + "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final String SERVER_FIRST = "r=" + SERVER_NONCE + ",s=" + SALT + ",i=4096";
    private static final String SERVER_PROOF = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static ScramExchange exchange() throws LoginRefusal {
        return new ScramExchange("user", "pencil", NONCE);
    }

    private static String answer(ScramExchange exchange, String challenge) throws LoginRefusal {
        byte[] octets = challenge.getBytes(StandardCharsets.UTF_8);
        return new String(exchange.answer(Base64.getEncoder().encodeToString(octets)), StandardCharsets.UTF_8);
    }

    private static String initial(ScramExchange exchange) {
        return new String(exchange.initial().orElseThrow(), StandardCharsets.UTF_8);
    }

    @Test
    void followsTheExampleOfTheStandard() throws LoginRefusal {
        ScramExchange exchange = exchange();

        assertThat(initial(exchange)).isEqualTo("n,,n=user,r=" + NONCE);
        assertThat(answer(exchange, SERVER_FIRST))
                .isEqualTo("c=biws,r=" + SERVER_NONCE + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
        assertThat(exchange.complete()).isFalse();
        assertThat(answer(exchange, SERVER_PROOF)).isEmpty();
        assertThat(exchange.complete()).isTrue();
    }

    @Test
    void escapesWhatPartsTheFields() throws LoginRefusal {
        assertThat(initial(new ScramExchange("a=b,c", "x", "N"))).isEqualTo("n,,n=a=3Db=2Cc,r=N");
    }

    @Test
    void doesNotTakeAWrongProof() throws LoginRefusal {
        ScramExchange exchange = exchange();
        answer(exchange, SERVER_FIRST);

        assertThatThrownBy(() -> answer(exchange, "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .isInstanceOf(LoginRefusal.class)
                .hasMessageContaining("could not prove");
        assertThat(exchange.complete()).isFalse();
    }

    @Test
    void hearsOutAServerThatRefuses() throws LoginRefusal {
        ScramExchange exchange = exchange();
        answer(exchange, SERVER_FIRST);

        assertThat(answer(exchange, "e=invalid-proof")).isEmpty();
        assertThat(exchange.complete()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4_095, 1_000_001, 999_999_999})
    void boundsTheWorkOfAPassword(int iterations) throws LoginRefusal {
        ScramExchange exchange = exchange();

        assertThatThrownBy(() -> answer(exchange, "r=" + SERVER_NONCE + ",s=" + SALT + ",i=" + iterations))
                .isInstanceOf(LoginRefusal.class)
                .hasMessageContaining("iterations");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "r=other,s=W22Z,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO,s=W22Z,i=4096",
                "m=ext,r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=§,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=99999999999",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z,i=",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22Z",
                "hello"
            })
    void doesNotGoOnWithAServerThatKeepsNoRules(String serverFirst) throws LoginRefusal {
        ScramExchange exchange = exchange();

        assertThatThrownBy(() -> answer(exchange, serverFirst)).isInstanceOf(LoginRefusal.class);
    }

    @Test
    void doesNotGoOnWithWhatIsNoBase64() throws LoginRefusal {
        ScramExchange exchange = exchange();

        assertThatThrownBy(() -> exchange.answer("*")).isInstanceOf(LoginRefusal.class);
    }
}
