package dev.twotick.cli.demo;

import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.Cue;
import dev.twotick.testkit.Reports;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.testkit.Stage;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One thing that can happen to a letter. Immutable.
 *
 * @param name its name in the closing table
 * @param story what happens, in one sentence
 * @param assurance what the sender asks for
 * @param worker who submits it
 * @param relay what the relay does
 * @param farSide what comes back once the relay has taken the letter
 * @param ending where the letter must come to stand
 */
record Fate(
        String name,
        String story,
        Assurance assurance,
        Worker worker,
        Consumer<Relay> relay,
        UnaryOperator<FarSide> farSide,
        Ending ending) {

    /** Who takes a letter up first. */
    enum Worker {
        /** One that lives. */
        STEADY,
        /** One that is killed over it; another goes on. */
        LOST
    }

    /** The relay as one fate's letter meets it: its script for this recipient, the next time only. */
    record Relay(ScriptedSmtpServer server, String recipient) {
        Cue at(Stage stage) {
            return server.at(stage).once().forRecipient(recipient);
        }
    }

    /** What lies behind the relay, as far as one recipient is concerned. */
    record FarSide(Reports reports, String recipient) {
        FarSide report(Action... actions) {
            return new FarSide(reports.about(recipient, actions), recipient);
        }

        FarSide display() {
            return new FarSide(reports.displayedBy(recipient), recipient);
        }
    }

    String recipient() {
        return "ann@" + name.toLowerCase(Locale.ROOT).replace(' ', '-') + ".example";
    }

    void script(ScriptedSmtpServer server) {
        relay.accept(new Relay(server, recipient()));
    }

    static Reports reports(List<Fate> fates, Reports none) {
        Reports all = none;
        for (Fate fate : fates) {
            all = fate.farSide.apply(new FarSide(all, fate.recipient())).reports();
        }
        return all;
    }

    Letter letter() {
        return Letter.from("Billing <billing@corp.example>")
                .to(recipient())
                .subject("Invoice: " + name)
                .text("Dear Ann,\n\nthis letter is one of the demo: " + story + "\n")
                .build();
    }
}
