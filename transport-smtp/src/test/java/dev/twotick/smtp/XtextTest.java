package dev.twotick.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XtextTest {

    @ParameterizedTest
    @CsvSource({
        "ann@b.example, ann@b.example",
        "ann+news@b.example, ann+2Bnews@b.example",
        "a=b@c.example, a+3Db@c.example",
        "'\"a b\"@c.example', '\"a+20b\"@c.example'",
        "'\u00e9', +C3+A9",
        "'\u007f', +7F"
    })
    void writesWhatCannotStandThereAsHexadecimal(String text, String xtext) {
        assertThat(Xtext.of(text)).isEqualTo(xtext);
    }

    @ParameterizedTest
    @CsvSource({
        "jörg@b.example, j\\x{F6}rg@b.example",
        "用户@例子.example, \\x{7528}\\x{6237}@\\x{4F8B}\\x{5B50}.example",
        "a+b@c.example, a\\x{2B}b@c.example",
        "a\\b, a\\x{5C}b",
        "😀@c.example, \\x{1F600}@c.example"
    })
    void writesInternationalAddressesInAscii(String address, String written) {
        assertThat(Xtext.ofUtf8Address(address)).isEqualTo(written);
    }
}
