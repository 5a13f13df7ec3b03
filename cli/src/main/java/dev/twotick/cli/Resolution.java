package dev.twotick.cli;

import dev.twotick.dispatch.Operator;
import dev.twotick.letter.EmailAddress;
import dev.twotick.letter.Printable;
import dev.twotick.outbox.Delivery;
import dev.twotick.outbox.RecipientView;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Settles a doubt about one recipient.
 *
 * @param recipient the recipient
 * @param finding what the operator found out
 * @param reason how the operator knows
 */
record Resolution(EmailAddress recipient, Finding finding, String reason) implements Intervention {
    static final String ADDRESS = "ADDRESS";

    @Override
    public int on(Operator operator, Delivery letter) {
        if (meant(letter).isEmpty()) {
            throw new UsageException(
                    ADDRESS,
                    Printable.quoted(recipient.value()) + " is no recipient of letter "
                            + letter.letter().id() + "; its recipients are "
                            + letter.recipients().stream()
                                    .map(view -> view.address().value())
                                    .collect(Collectors.joining(", ")));
        }
        return operator.resolve(letter.letter().id(), recipient, finding == Finding.SUBMITTED, reason);
    }

    @Override
    public List<RecipientView> missed(Delivery after, int done) {
        return done > 0 ? List.of() : meant(after);
    }

    @Override
    public String participle() {
        return "resolved";
    }

    private List<RecipientView> meant(Delivery letter) {
        return letter.recipients().stream()
                .filter(view -> view.address().canonical().equals(recipient.canonical()))
                .toList();
    }
}
