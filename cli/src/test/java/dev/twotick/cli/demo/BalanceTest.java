package dev.twotick.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.cli.view.Ink;
import dev.twotick.outbox.Stocktake;
import dev.twotick.outbox.SubmissionState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BalanceTest {
    @Test
    void saysWhatDoesNotAddUp() {
        Stocktake stock = new Stocktake(Map.of(SubmissionState.SUBMITTED, 1L), 0, Optional.empty(), 0, 0);
        Balance balance = new Balance(stock, List.of(), List.of());

        assertThat(balance.discrepancies())
                .contains(
                        "delivered: letters: 0, expected 1",
                        "delivered: copies at the relay: 0, expected 1",
                        "recipients that it counts as submitted: 1, expected 0",
                        "receipts that matched no letter: 0, expected 1");
        assertThat(balance.table(Ink.PLAIN)).anyMatch(line -> line.startsWith("delivered ") && line.endsWith("✗"));
    }

    @Test
    void givesEachFateARecipientOfItsOwn() {
        assertThat(FateTable.ALL.stream().map(Fate::recipient))
                .doesNotHaveDuplicates()
                .hasSizeGreaterThanOrEqualTo(12);
    }
}
