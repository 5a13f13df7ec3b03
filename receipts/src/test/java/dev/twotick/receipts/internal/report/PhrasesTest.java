package dev.twotick.receipts.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhrasesTest {
    private final Phrases<String> phrases = Phrases.of(Map.of(
            "was not delivered", "failed",
            "was not", "not",
            "undeliver*", "stem",
            "failed address:", "label",
            "isn't here", "quote",
            "送信できません", "unspaced"));

    private List<String> found(String text) {
        List<String> found = new ArrayList<>();
        phrases.scan(
                text, 0, text.length(), (meaning, from, to) -> found.add(meaning + ":" + text.substring(from, to)));
        return found;
    }

    @Test
    void findsAllPhrasesInTheirOrder() {
        assertThat(found("It WAS NOT delivered; failed address:x"))
                .containsExactly("not:WAS NOT", "failed:WAS NOT delivered", "label:failed address:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "was not\r\ndelivered",
                "was   not\tdelivered",
                "was\n> not\n>> delivered",
                "Was\u00a0not delivered"
            })
    void readsAcrossLineEndsAndQuotingSigns(String text) {
        assertThat(found(text)).anyMatch(hit -> hit.startsWith("failed:"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"xwas not delivered", "was notdelivered", "was", "was not deliveredness was", "was_not_delivered"
            })
    void keepsToWords(String text) {
        assertThat(found(text)).noneMatch(hit -> hit.startsWith("failed:"));
    }

    @Test
    void takesAStemForItsWords() {
        assertThat(found("Undeliverable, undelivered")).containsExactly("stem:Undeliver", "stem:undeliver");
    }

    @Test
    void takesBothApostrophes() {
        assertThat(found("she isn\u2019t here")).containsExactly("quote:isn\u2019t here");
    }

    @Test
    void needsNoSpacesWhereTheScriptHasNone() {
        assertThat(found("メールを送信できませんでした")).containsExactly("unspaced:送信できません");
    }

    @Test
    void looksAtOnePlaceOnly() {
        List<String> at = new ArrayList<>();
        phrases.at("it was not", 3, 10, (meaning, from, to) -> at.add(meaning));
        phrases.at("it was not", 2, 10, (meaning, from, to) -> at.add(meaning));

        assertThat(at).containsExactly("not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upper", " space", "two  spaces", "x"})
    void refusesWhatCannotBeFound(String phrase) {
        assertThatIllegalArgumentException().isThrownBy(() -> Phrases.of(Map.of(phrase, "")));
    }

    @Test
    void everyFamilySaysSomething() {
        assertThat(Wording.FAMILIES)
                .allMatch(family -> !family.gaveUp().isEmpty()
                        || !family.stillTrying().isEmpty()
                        || !family.letter().isEmpty());
        assertThat(Wording.FAMILIES).extracting(BounceFamily::name).doesNotHaveDuplicates();
    }
}
