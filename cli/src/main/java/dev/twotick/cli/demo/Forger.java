package dev.twotick.cli.demo;

import dev.twotick.confirmation.Token;
import dev.twotick.letter.LetterId;
import dev.twotick.testkit.Action;
import dev.twotick.testkit.ReceiptFactory;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Somebody who guessed a letter's id and knows how tokens are made, but has neither the letter nor the key. */
final class Forger {
    /** How many forged reports are sent. */
    static final int REPORTS = 1;

    private Forger() {}

    static void report(World world, LetterId letter) {
        int today = (int) TimeUnit.MILLISECONDS.toDays(Instant.now().toEpochMilli());
        String mac = "0".repeat(Token.LENGTH - LetterId.LENGTH - 8);
        String token = new Token(0, letter, 1, today + 30, mac).text();
        String address = World.RECEIPTS.replace("@", "+" + token + "@");
        byte[] mail = new ReceiptFactory("mx.eve.example")
                .deliveryReport()
                .to(address)
                .envelopeId(token)
                .about(FateTable.FORGED.recipient(), Action.DELIVERED)
                .bytes();
        world.mailboxes().deliver(mail, address);
    }
}
