package dev.twotick.guice;

import com.google.inject.Inject;
import dev.twotick.Twotick;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.letter.LetterId;

/** Needs a Twotick, as the guide shows it. */
final class Billing {
    private final Twotick post;

    @Inject
    Billing(Twotick post) {
        this.post = post;
    }

    LetterId invoice(String customer, String text) {
        Letter letter = Letter.from("billing@corp.example")
                .to(customer)
                .subject("Your invoice")
                .text(text)
                .build();
        return post.send(letter, Assurance.submitted()).id();
    }
}
