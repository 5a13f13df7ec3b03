package dev.twotick.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentFolderTest {
    private static Mailbox folder(String name, String... attributes) {
        return new Mailbox(name, List.of(attributes), '/');
    }

    private static Optional<String> chosen(Mailbox... folders) {
        return SentFolder.choose(Arrays.asList(folders)).map(Mailbox::name);
    }

    @Test
    void prefersTheMarkedFolderToOneWithAWellKnownName() {
        assertThat(chosen(folder("Sent"), folder("Ausgang 2026", "\\HasNoChildren", "\\sent")))
                .contains("Ausgang 2026");
    }

    @Test
    void prefersTheOwnMarkedFolderToThatOfAnotherUser() {
        assertThat(chosen(folder("Other Users/bob/Sent", "\\Sent"), folder("Sent Items", "\\Sent")))
                .contains("Sent Items");
    }

    @Test
    void takesTheBetterKnownOfTwoMarkedFolders() {
        assertThat(chosen(folder("Outgoing", "\\Sent"), folder("Sent", "\\Sent")))
                .contains("Sent");
    }

    @Test
    void takesTheFirstOfTwoThatAreAsGood() {
        assertThat(chosen(folder("Copies", "\\Sent"), folder("Outgoing", "\\Sent")))
                .contains("Copies");
    }

    @Test
    void passesOverFoldersThatCannotBeSelected() {
        assertThat(chosen(folder("Sent", "\\Sent", "\\Noselect"), folder("Sent Items", "\\NonExistent")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sent",
                "SENT ITEMS",
                "Gesendete Objekte",
                "éléments envoyés",
                "ÉLÉMENTS ENVOYÉS",
                "Correo enviado",
                "Itens Enviados",
                "Posta inviata",
                "Verzonden items",
                "Wysłane",
                "SKICKAT",
                "Sendte elementer",
                "Lähetetyt",
                "Odeslaná pošta",
                "Elküldött elemek",
                "Gönderilmiş Öğeler",
                "ОТПРАВЛЕННЫЕ",
                "Надіслані",
                "Απεσταλμένα",
                "送信済みアイテム",
                "已发送邮件",
                "寄件備份",
                "보낸편지함"
            })
    void knowsTheNameInManyLanguagesAndAnyCase(String name) {
        assertThat(chosen(folder("INBOX"), folder(name))).contains(name);
    }

    @Test
    void knowsANameWhoseAccentsAreCharactersOfTheirOwn() {
        assertThat(chosen(folder("E\u0301le\u0301ments envoye\u0301s"))).isPresent();
    }

    @Test
    void looksBelowInboxWithTheSeparatorOfTheServer() {
        Mailbox sent = new Mailbox("INBOX.Sent", List.of(), '.');
        assertThat(SentFolder.choose(List.of(new Mailbox("INBOX", List.of(), '.'), sent)))
                .contains(sent);
    }

    @Test
    void looksBelowTheFolderOfGmail() {
        assertThat(chosen(folder("[Gmail]/All Mail"), folder("[Gmail]/Sent Mail")))
                .contains("[Gmail]/Sent Mail");
    }

    @Test
    void doesNotTrustANameBelowOtherFolders() {
        assertThat(chosen(folder("Archive/Sent"), folder("Shared/Sent Items"), folder("INBOX/2019/Sent")))
                .isEmpty();
    }

    @Test
    void prefersTheTopToInboxAndTheBetterKnownName() {
        assertThat(chosen(folder("INBOX/Sent"), folder("Sent Messages"), folder("Sent Items")))
                .contains("Sent Items");
    }

    @Test
    void doesNotTakeDraftsOrTheOutbox() {
        assertThat(chosen(folder("INBOX"), folder("Outbox"), folder("Drafts", "\\Drafts"), folder("Unsent")))
                .isEmpty();
    }

    @Test
    void hasNoNameTwiceInItsTable() {
        assertThat(SentFolderNames.all()).doesNotHaveDuplicates().hasSizeGreaterThan(100);
    }
}
