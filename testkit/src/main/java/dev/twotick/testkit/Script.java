package dev.twotick.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the server was told to do. Rules with a number of times come first, in their order; then the newest lasting one. */
final class Script {
    private final List<Counted> limited = new ArrayList<>();
    private final List<Rule> lasting = new ArrayList<>();

    private static final class Counted {
        private final Rule rule;
        private int left;

        Counted(Rule rule, int left) {
            this.rule = rule;
            this.left = left;
        }
    }

    synchronized void addLasting(Rule rule) {
        lasting.add(0, rule);
    }

    synchronized void add(Rule rule, int times) {
        limited.add(new Counted(rule, times));
    }

    synchronized void clear() {
        limited.clear();
        lasting.clear();
    }

    /** The rule for a stage, used up by one. */
    synchronized Rule take(Stage stage, List<String> recipients) {
        for (Counted counted : limited) {
            if (counted.left > 0 && counted.rule.applies(stage, recipients)) {
                counted.left--;
                return counted.rule;
            }
        }
        for (Rule rule : lasting) {
            if (rule.applies(stage, recipients)) {
                return rule;
            }
        }
        return Rule.normal(stage);
    }

    /** After how many octets of the body something is to happen; empty: nothing is. */
    synchronized OptionalLong bodyOffset(List<String> recipients) {
        for (Counted counted : limited) {
            if (counted.left > 0 && counted.rule.applies(Stage.BODY, recipients)) {
                return OptionalLong.of(counted.rule.afterBytes());
            }
        }
        return lasting.stream()
                .filter(rule -> rule.applies(Stage.BODY, recipients))
                .mapToLong(Rule::afterBytes)
                .findFirst();
    }
}
