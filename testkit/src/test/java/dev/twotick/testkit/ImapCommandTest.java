package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ImapCommandTest {
    @Test
    void readsNameAndArguments() {
        ImapCommand command = ImapCommand.parse("A1 list \"\" \"Sent \\\"old\\\" Items\" %");

        assertThat(command.tag()).isEqualTo("A1");
        assertThat(command.name()).isEqualTo("LIST");
        assertThat(command.arguments()).containsExactly("", "Sent \"old\" Items", "%");
        assertThat(command.argument(3)).isEmpty();
        assertThat(command.literal()).isEqualTo(-1);
    }

    @Test
    void keepsAListWholeAndTheWordAfterUid() {
        ImapCommand command = ImapCommand.parse("A2 uid fetch 1:* (UID BODY.PEEK[HEADER.FIELDS (TO CC)])");

        assertThat(command.name()).isEqualTo("UID FETCH");
        assertThat(command.arguments()).containsExactly("1:*", "(UID BODY.PEEK[HEADER.FIELDS (TO CC)])");
    }

    @Test
    void readsTheAnnouncementOfALiteral() {
        ImapCommand waiting = ImapCommand.parse("A3 APPEND Sent (\\Seen) {310}");
        ImapCommand hasty = ImapCommand.parse("A4 APPEND Sent {310+}");

        assertThat(waiting.literal()).isEqualTo(310);
        assertThat(waiting.waits()).isTrue();
        assertThat(waiting.lastArgument()).isEqualTo("(\\Seen)");
        assertThat(hasty.literal()).isEqualTo(310);
        assertThat(hasty.waits()).isFalse();
    }

    @Test
    void refusesALineWithoutName() {
        assertThatIllegalArgumentException().isThrownBy(() -> ImapCommand.parse("A5"));
    }
}
