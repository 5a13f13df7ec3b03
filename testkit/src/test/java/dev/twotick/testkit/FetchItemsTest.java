package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchItemsTest {
    private final KeptMessage message = new KeptMessage(
            7, "(\\Seen)", "", "To: ann@b.example\r\nSubject: one\r\n two\r\nCc: bob@b.example\r\n\r\nHello.\r\n");

    private String answer(String items) {
        return FetchItems.of(ImapCommand.parse("A1 UID FETCH 7 " + items))
                .answer(message)
                .replace("\r\n", "|");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "(UID); (UID 7)",
                "UID; (UID 7)",
                "(RFC822.SIZE UID FLAGS); (UID 7 RFC822.SIZE 68 FLAGS (\\Seen))",
                "(BODY.PEEK[TEXT]); (UID 7 BODY[TEXT] {8}|Hello.|)",
                "BODY[TEXT]<2.3>; (UID 7 BODY[TEXT]<2> {3}|llo)",
                "(BODY.PEEK[]<58.1000000>); (UID 7 BODY[]<58> {10}||Hello.|)",
                "(BODY.PEEK[]<1000.10>); (UID 7 BODY[]<1000> {0}|)"
            })
    void answersWhatWasAskedFor(String items, String answer) {
        assertThat(answer(items)).isEqualTo(answer);
    }

    @Test
    void givesFieldsWithTheirContinuationLines() {
        assertThat(answer("(BODY.PEEK[HEADER.FIELDS (Subject CC)])"))
                .isEqualTo("(UID 7 BODY[HEADER.FIELDS (Subject CC)] {41}|Subject: one| two|Cc: bob@b.example||)");
        assertThat(answer("(BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"))
                .isEqualTo("(UID 7 BODY[HEADER.FIELDS (MESSAGE-ID)] {2}||)");
    }

    @Test
    void knowsSetsOfNumbers() {
        NumberSet set = NumberSet.parse("2,5:4,9:*", 12);

        assertThat(set.contains(2)).isTrue();
        assertThat(set.contains(3)).isFalse();
        assertThat(set.contains(4)).isTrue();
        assertThat(set.contains(12)).isTrue();
        assertThat(set.contains(13)).isFalse();
        assertThat(NumberSet.parse("20:*", 12).contains(12)).isTrue();
    }
}
