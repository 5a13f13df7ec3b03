package dev.twotick.benchmarks.wholeway;

import dev.twotick.Twotick;
import dev.twotick.TwotickBuilder;
import dev.twotick.benchmarks.table.Options;
import dev.twotick.dispatch.TwotickListener;
import dev.twotick.letter.Assurance;
import dev.twotick.letter.Letter;
import dev.twotick.outbox.Event;
import dev.twotick.outbox.EventType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Ours: an outbox, and with a port also a relay; every letter has an idempotency key. */
final class TwotickWay implements Way {
    private final Twotick post;
    private final boolean fresh;
    private final boolean acceptOnly;
    private final Session session;
    private final Letter ready = LetterText.letter();
    private final AtomicLong keys = new AtomicLong(System.currentTimeMillis() << 20);
    private final LongAdder accepted = new LongAdder();
    private final LongAdder submitted = new LongAdder();

    TwotickWay(Options options) {
        int port = options.number("port", 0);
        fresh = options.text("fresh", "").equals("true");
        acceptOnly = port == 0;
        session = LetterText.session(port);
        TwotickBuilder builder = Outboxes.builder(options).set("relay.main.connections", "8");
        post = (acceptOnly ? builder.acceptOnly() : builder.listener(new Counter())).build();
    }

    private final class Counter implements TwotickListener {
        @Override
        public void onEvent(Event event) {
            if (event.type() == EventType.SUBMITTED) {
                submitted.increment();
            }
        }
    }

    @Override
    public void send() throws MessagingException {
        Letter letter = fresh ? Letter.of(LetterText.message(session)) : ready;
        post.send(letter.key("invoice-" + keys.getAndIncrement()), Assurance.submitted());
        accepted.increment();
    }

    @Override
    public long arrived() {
        return acceptOnly ? accepted.sum() : submitted.sum();
    }
}
