package dev.twotick.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void alignsColumnsAndLeavesNoBlanksBehind() {
        TextTable table = new TextTable(Ink.PLAIN, "id", "recipient", "state")
                .row("1", "ann@longer.example", "QUEUED")
                .row("22", "ü@b.example", "");

        assertThat(table.lines())
                .containsExactly("id  recipient           state", "1   ann@longer.example  QUEUED", "22  ü@b.example");
    }
}
