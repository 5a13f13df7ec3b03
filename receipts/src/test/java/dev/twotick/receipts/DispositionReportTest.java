package dev.twotick.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DispositionReportTest {
    private final ReceiptParser parser = new ReceiptParser();

    private Receipt parse(String disposition) {
        return parser.parse(Reports.dispositionNotification("bounces@sender.example", disposition));
    }

    @Test
    void tellsWhatAPersonDid() {
        Receipt receipt = parse("manual-action/MDN-sent-manually; displayed");

        assertThat(receipt.kind()).isEqualTo(ReceiptKind.MDN);
        assertThat(receipt.disposition()).contains(new Disposition("displayed", true, true, Optional.empty()));
        assertThat(receipt.recipients().get(0).address()).contains("ann@receiver.example");
        assertThat(receipt.recipients().get(0).action()).contains("displayed");
        assertThat(receipt.originalMessageIds()).containsExactly(Reports.LETTER_ID);
    }

    @Test
    void tellsWhatAProgramDid() {
        Receipt receipt = parse("Automatic-Action / MDN-sent-automatically;Deleted/error,extra");

        assertThat(receipt.disposition())
                .contains(new Disposition("deleted", false, false, Optional.of("error,extra")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "manual-action/MDN-sent-manually; displayed (on her phone)",
                "manual-action (by hand; hers)/MDN-sent-manually; (at \\) last) displayed",
                "manual-action/MDN-sent-manually (x (y)); displayed (unended"
            })
    void readsPastComments(String disposition) {
        assertThat(parse(disposition).disposition())
                .contains(new Disposition("displayed", true, true, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"denied", "dispatched", "processed", "deleted"})
    void keepsTheOlderTypes(String type) {
        assertThat(parse("manual-action/MDN-sent-manually; " + type)
                        .recipients()
                        .get(0)
                        .action())
                .contains(type);
    }

    @Test
    void neverReportsAFailureOfTheRecipientsSoftwareAsOneOfTheDelivery() {
        Receipt receipt = parse("automatic-action/MDN-sent-automatically; failed");

        assertThat(receipt.disposition().map(Disposition::type)).contains("failed");
        assertThat(receipt.recipients().get(0).action()).isEmpty();
    }

    @Test
    void survivesADispositionWithoutModes() {
        assertThat(parse("displayed").disposition())
                .contains(new Disposition("displayed", false, false, Optional.empty()));
        assertThat(parse(";").disposition()).contains(new Disposition("", false, false, Optional.empty()));
    }
}
