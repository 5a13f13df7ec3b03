package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.letter.Handling;
import dev.twotick.letter.Handling.DeliverBy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlingParametersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Handling ALL = Handling.USUAL
            .withRequireTls()
            .withPriority(-3)
            .withDeliverBy(new DeliverBy(Duration.ofMinutes(2), true))
            .withReleaseAt(NOW.plusSeconds(60).plusMillis(500));

    private static HandlingParameters of(Handling handling, String... offered) {
        Extensions relay = new Extensions(Arrays.stream(offered)
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words.length > 1 ? words[1] : "")));
        return HandlingParameters.of(handling, relay, InstantSource.fixed(NOW));
    }

    @Test
    void asksForNothingUnusual() {
        assertThat(of(Handling.USUAL)).isEqualTo(new HandlingParameters(List.of(), List.of()));
    }

    @Test
    void asksForWhatIsOffered() {
        HandlingParameters all = of(ALL, "REQUIRETLS", "MT-PRIORITY MIXER", "DELIVERBY", "FUTURERELEASE 3600");

        assertThat(all.parameters())
                .containsExactly("REQUIRETLS", "MT-PRIORITY=-3", "BY=120;R", "HOLDUNTIL=2030-01-01T00:01:00Z");
        assertThat(all.notOffered()).isEmpty();
    }

    @Test
    void tellsWhatIsNotOffered() {
        HandlingParameters none = of(ALL);

        assertThat(none.parameters()).isEmpty();
        assertThat(none.notOffered()).containsExactly("REQUIRETLS", "MT-PRIORITY", "DELIVERBY", "FUTURERELEASE");
    }

    @Test
    void doesNotAskForAReturnSoonerThanTheRelayReturns() {
        Handling orReturn = Handling.USUAL.withDeliverBy(new DeliverBy(Duration.ofMinutes(2), true));
        Handling orNotice = Handling.USUAL.withDeliverBy(new DeliverBy(Duration.ofMinutes(2), false));

        assertThat(of(orReturn, "DELIVERBY 120").parameters()).containsExactly("BY=120;R");
        assertThat(of(orReturn, "DELIVERBY 121").notOffered()).containsExactly("DELIVERBY");
        assertThat(of(orNotice, "DELIVERBY 121").parameters()).containsExactly("BY=120;N");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FUTURERELEASE 59",
                "FUTURERELEASE 3600 2030-01-01T00:00:59Z",
                "FUTURERELEASE 0 2031-01-01T00:00:00Z"
            })
    void doesNotAskForALongerRestThanTheRelayGives(String offer) {
        HandlingParameters parameters = of(Handling.USUAL.withReleaseAt(NOW.plusSeconds(60)), offer);

        assertThat(parameters.parameters()).isEmpty();
        assertThat(parameters.notOffered()).containsExactly("FUTURERELEASE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"FUTURERELEASE", "FUTURERELEASE 60", "FUTURERELEASE 60 2030-01-01T00:01:00Z", "FUTURERELEASE x y"
            })
    void asksForARestWithinTheLimits(String offer) {
        assertThat(of(Handling.USUAL.withReleaseAt(NOW.plusSeconds(60)), offer).parameters())
                .containsExactly("HOLDUNTIL=2030-01-01T00:01:00Z");
    }

    @Test
    void asksForNoRestThatIsOver() {
        assertThat(of(Handling.USUAL.withReleaseAt(NOW))).isEqualTo(new HandlingParameters(List.of(), List.of()));
    }
}
