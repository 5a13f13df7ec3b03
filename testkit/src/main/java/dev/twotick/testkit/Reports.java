package dev.twotick.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link ScriptedSmtpServer} reports back about the letters it took: real mails with the null reverse-path, sent by
 * SMTP to one host. It keeps to what the letter asked for (RFC 3461): NOTIFY, ENVID, ORCPT and RET; without NOTIFY it reports
 * failures and delays only. Immutable.
 *
 * {@snippet :
 * server.reports(Reports.to(mailbox.host(), mailbox.smtpPort())
 *         .about("bob@b.example", Action.DELAYED, Action.FAILED)
 *         .aboutOthers(Action.DELIVERED)
 *         .displayedBy("ann@b.example"));
 * }
 */
public final class Reports {
    private static final Duration SOON = Duration.ofMillis(100);

    private final String host;
    private final int port;
    private final Duration delay;
    private final Map<String, List<Action>> actions;
    private final List<Action> otherActions;
    private final Map<String, Disposition> dispositions;

    private Reports(
            String host,
            int port,
            Duration delay,
            Map<String, List<Action>> actions,
            List<Action> otherActions,
            Map<String, Disposition> dispositions) {
        this.host = host;
        this.port = port;
        this.delay = delay;
        this.actions = actions;
        this.otherActions = otherActions;
        this.dispositions = dispositions;
    }

    /**
     * Begins with no reports at all.
     *
     * @param host where reports are sent to, whatever their address
     * @param port its SMTP port
     * @return reports about nobody, sent 100 milliseconds after the letter was taken
     */
    public static Reports to(String host, int port) {
        return new Reports(host, port, SOON, Map.of(), List.of(), Map.of());
    }

    /**
     * Sets how long after the letter was taken the first report is sent, and how long after it each further one.
     *
     * @param time how long
     * @return a changed copy
     */
    public Reports after(Duration time) {
        return new Reports(host, port, time, actions, otherActions, dispositions);
    }

    /**
     * Reports about a recipient.
     *
     * @param recipient the recipient's address
     * @param reported one report for each, in this order
     * @return a changed copy
     */
    public Reports about(String recipient, Action... reported) {
        Map<String, List<Action>> more = new HashMap<>(actions);
        more.put(folded(recipient), List.of(reported));
        return new Reports(host, port, delay, more, otherActions, dispositions);
    }

    /**
     * Reports about all recipients that are not named.
     *
     * @param reported one report for each, in this order
     * @return a changed copy
     */
    public Reports aboutOthers(Action... reported) {
        return new Reports(host, port, delay, actions, List.of(reported), dispositions);
    }

    /**
     * Has a recipient display the letter after all reports and say so, when the letter has a Disposition-Notification-To.
     *
     * @param recipient the recipient's address
     * @return a changed copy
     */
    public Reports displayedBy(String recipient) {
        return notified(recipient, Disposition.DISPLAYED);
    }

    /**
     * Has a recipient's software send a notification, when the letter has a Disposition-Notification-To.
     *
     * @param recipient the recipient's address
     * @param disposition what it says
     * @return a changed copy
     */
    public Reports notified(String recipient, Disposition disposition) {
        Map<String, Disposition> more = new HashMap<>(dispositions);
        more.put(folded(recipient), disposition);
        return new Reports(host, port, delay, actions, otherActions, more);
    }

    private static String folded(String address) {
        return address.toLowerCase(Locale.ROOT);
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    Duration delay() {
        return delay;
    }

    List<Action> actionsOf(String recipient) {
        return actions.getOrDefault(folded(recipient), otherActions);
    }

    Optional<Disposition> dispositionOf(String recipient) {
        return Optional.ofNullable(dispositions.get(folded(recipient)));
    }
}
