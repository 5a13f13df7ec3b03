package dev.twotick.receipts.internal.report;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a family of mail systems begins its bounces in free text. Behind these words it names the recipients.
 *
 * @param name who writes so
 * @param action what it says of the recipients
 * @param words how it says so
 */
record BounceFamily(String name, String action, Pattern words) {
    private static final String FAILED = "failed";
    private static final String DELAYED = "delayed";

    /** What is only delayed first, since some say in the same breath that they could not deliver yet. */
    private static final List<BounceFamily> ALL = List.of(
            of(
                    "any, delayed",
                    DELAYED,
                    "(?:has|have) not yet been delivered|has been delayed|will (?:continue|keep) (?:to try|trying)"),
            of("sendmail, delayed", DELAYED, "this is a warning message only|warning: could not send message for past"),
            of("exim", FAILED, "could not be delivered to (?:one or more|all|some) of its recipients"),
            of("exim", FAILED, "the following address(?:\\(es\\)|es)? failed"),
            of(
                    "qmail",
                    FAILED,
                    "wasn'?t able to deliver your message|unable to deliver your message to the following|qmail-send program"),
            of("postfix", FAILED, "could not be delivered to one or more (?:recipients|destinations)"),
            of(
                    "gmail",
                    FAILED,
                    "delivery to the following recipients? (?:has )?failed|message (?:wasn't|was not|couldn't be|could not be) delivered to"),
            of("gmail", FAILED, "there was a problem delivering your message|address (?:not found|couldn't be found)"),
            of("exchange", FAILED, "did not reach (?:the following|some or all of the intended) (?:recipient|address)"),
            of(
                    "exchange",
                    FAILED,
                    "delivery has failed to these recipients|(?:could not be|not) delivered to the following"),
            of(
                    "sendmail",
                    FAILED,
                    "following addresses had (?:permanent fatal errors|delivery problems)|transcript of session follows"),
            of(
                    "dragonfly",
                    FAILED,
                    "your message to .{1,200} (?:could not be|was not) delivered|error (?:delivering your mail|has occurred while attempting to deliver)"),
            of("google groups", FAILED, "the group you tried to contact|you may not have permission to post"),
            of("yahoo", FAILED, "unable to deliver (?:your )?(?:message|mail|e-mail)|message could not be delivered"),
            of(
                    "any",
                    FAILED,
                    "(?:could not|couldn'?t|cannot|can'?t|can not|unable to|failed to|not able to) (?:be )?(?:successfully )?"
                            + "(?:deliver|send|sent|complete)"),
            of(
                    "any",
                    FAILED,
                    "(?:was|were|is|be) (?:not |un)deliver(?:ed|able)|undeliverable|undelivered|delivery (?:\\w+ )?(?:failed|failure|error)"),
            of(
                    "any",
                    FAILED,
                    "following (?:recipients?|addresses|address(?:\\(es\\))?|users?) .{0,40}(?:fail|error|problem|reject|not |unknown)"),
            of(
                    "any",
                    FAILED,
                    "(?:user|recipient|mailbox|account|address) (?:is |was )?(?:unknown|not found|unavailable|disabled|full|over quota)"),
            of("any", FAILED, "(?:no such|unknown|invalid) (?:user|recipient|mailbox|address|local user)"),
            of(
                    "any",
                    FAILED,
                    "(?:message|mail|e-mail) (?:was|has been|is being) (?:returned|rejected|refused|blocked|bounced)|failed recipients?:"));

    private static BounceFamily of(String name, String action, String words) {
        return new BounceFamily(name, action, Pattern.compile(words, Pattern.CASE_INSENSITIVE));
    }

    /** The family that begins in a text. */
    static Optional<BounceFamily> of(String text) {
        return ALL.stream().filter(family -> family.words.matcher(text).find()).findFirst();
    }
}
