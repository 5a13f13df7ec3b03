package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.internal.mime.EncodedWords;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.regex.Pattern;

/** What the outer header of a bounce looks like. */
final class BounceSigns {
    private static final Pattern SENDER = Pattern.compile(
            "mail(?:er)?[-_.]?daemon|post-?master|mail ?delivery|delivery ?subsystem|mail ?administrator|"
                    + "^<?>?$|[-_.]?bounces?@|microsoft ?exchange|system administrator|mailadm",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern SUBJECT = Pattern.compile(
            "undeliver|not deliver|deliver(?:y|ed|ing).{0,40}(?:fail|error|problem|status|report|notif|delay|unsuccess)|"
                    + "fail(?:ed|ure).{0,40}(?:deliver|notice|notif|mail|send)|return(?:ed|ing) (?:mail|message|to sender)|"
                    + "mail (?:system )?error|mail status report|user unknown|non.?deliver|could ?n.t be (?:deliver|sent)|"
                    + "(?:message|mail|deliver\\w*) (?:\\w+ )?(?:delayed|rejected|refused|bounced|blocked)|unzustellbar|non remis|"
                    + "mail could not be|bounce|message you sent|warning: (?:could not|message)|no se (?:ha podido|puede)",
            Pattern.CASE_INSENSITIVE);

    private BounceSigns() {}

    static boolean fromDaemon(HeaderFields headers) {
        boolean nullSender = headers.first("return-path")
                .filter(path -> path.strip().equals("<>"))
                .isPresent();
        boolean daemon = headers.first("from")
                .map(EncodedWords::decode)
                .filter(from -> SENDER.matcher(from).find())
                .isPresent();
        return nullSender || daemon;
    }

    static boolean speaksOfFailure(HeaderFields headers) {
        return headers.first("subject")
                .map(EncodedWords::decode)
                .filter(subject -> SUBJECT.matcher(subject).find())
                .isPresent();
    }
}
