package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.BounceReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What servers say about why they refuse, whatever their family. */
final class ReasonWords {
    /**
     * The words of one reason.
     *
     * @param reason the reason
     * @param phrases what is said, with bars and line ends between
     */
    private record Said(BounceReason reason, String phrases) {}

    /** Where words of several reasons stand together, the first wins. */
    private static final List<Said> TABLE = List.of(
            new Said(BounceReason.MAILBOX_FULL, """
                    mailbox full | mailbox is full | mailbox has exceeded | mailfolder is full | full mailbox |
                    inbox is full | over quota | overquota | over the quota | out of storage | quota exceed* | quota usage exceed* |
                    exceeded quota | exceeds quota | exceeded storage | exceeds allowed size | quota violation | quota full |
                    disk quota | disc quota | storage quota | is over its quota | over its disk quota |
                    user is over | too much mail | too many messages in | insufficient disk space for user |
                    mailbox size limit | maximum storage | postfach voll | postfach ist voll | speicherplatz |
                    boîte pleine | boîte aux lettres pleine | buzón lleno | casella piena | メールボックスが一杯 | 邮箱已满 | переполнен*"""),
            new Said(BounceReason.SIZE, """
                    message too large | message too big | message is too large | message size exceeds |
                    message exceeds | exceeds the maximum message size | exceeds size limit |
                    exceeded maximum message size | maximum message size | size exceeds |
                    larger than the current system limit | message file too big"""),
            new Said(BounceReason.MAILBOX_MOVED, """
                    has moved | user moved | has changed his | no longer at this address | address has changed |
                    has been replaced by | changed to a new email address | new address is"""),
            new Said(BounceReason.RATE, """
                    too many connections | too many messages | too many recipients | too many concurrent |
                    rate limit* | rate-limit* | throttl* | sending limit | hourly limit | daily limit |
                    exceeded the maximum number of messages | receiving mail too quickly |
                    receiving mail at a rate | greylist* | graylist* | grey-list* | try again in | too frequent*"""),
            new Said(BounceReason.LOOP, """
                    too many hops | mail loop | mail forwarding loop | routing loop | loops back to myself |
                    hop count exceeded | looping | loop detected"""),
            new Said(BounceReason.AUTHENTICATION, """
                    dmarc | dkim | spf | sender policy framework | unauthenticated mail | unauthenticated email |
                    unauthenticated e-mail | authentication required | authentication failure |
                    not authenticated | invalid ip for sending | reverse dns | rdns | ptr record | mismatches client ip | reverse mapping |
                    reverse hostname | no ptr | must issue a starttls | encryption required | tls required"""),
            new Said(BounceReason.REPUTATION, """
                    spamhaus | spamcop | barracudacentral | sorbs | blacklist* | black list* | blocklist* |
                    block list* | denylist* | is listed in | is listed at | rbl | dnsbl | poor reputation |
                    bad reputation | low reputation | reputation | ip address has been blocked |
                    client host blocked | banned sending ip | your ip"""),
            new Said(BounceReason.CONTENT, """
                    spam | junk mail | junk email | unsolicited | bulk mail | bulk email filter |
                    message content | content rejected | content filter | virus | malware | attachment* |
                    banned file | banned name | banned contents | infected | blacklisted url | high-probability | missing required header fields |
                    bare lf | 8bit | line limit exceeded |
                    duplicated message-id | no resent-from"""),
            new Said(BounceReason.MAILBOX_DISABLED, """
                    mailbox disabled | mailbox is disabled | account disabled | account is disabled |
                    account has been disabled | account that you tried to reach is disabled | user is disabled |
                    disabled or discontinued | mailbox inactive | inactive account | account inactive |
                    account is inactive | account suspended | is suspended | has been suspended |
                    mailbox is inactive | is not active | account expired | account is locked | account closed |
                    deactivated | not accepting mail | not accepting messages |
                    falta de uso |
                    mailbox unavailable or access denied | has been blocked by the recipient"""),
            new Said(BounceReason.DOMAIN_UNKNOWN, """
                    host unknown | unknown host | host not found | domain not found | unknown domain |
                    no such domain | no such host | domain does not exist | domain name not found |
                    unrouteable domain | unrouteable mail domain | name service error |
                    name or service not known | couldn't find any host | cannot find any host |
                    couldn't find a mail exchanger | no mx found | no mx record* | mx points to |
                    no smtp service | domain is not reachable | nullmx | null mx | does not accept mail |
                    all relevant mx records point to non-existent hosts | could not find a gateway |
                    bad destination system address | nxdomain | illegal host/domain |
                    dominio no existe | domaine n'existe pas | domain existiert nicht | dominio non esiste |
                    domínio não existe | domein bestaat niet | domena nie istnieje | домен не существует"""),
            new Said(BounceReason.MAILBOX_UNKNOWN, """
                    user unknown | unknown user | user not found | no such user | no such mailbox |
                    no such recipient | no such address | no such account | no such person | no such local user |
                    unknown recipient | unknown address | unknown account | unknown local | unknown mailbox |
                    recipient unknown | recipient not found | recipient name is not recognized |
                    recipientnotfound | mailbox not found | mailbox unavailable | mailbox unknown |
                    account not found | address not found | address unknown | addressee unknown | does not exist |
                    doesn't exist | do not exist | doesn't have | not exist | user invalid | invalid user |
                    invalid recipient | invalid address | invalid mailbox | bad destination mailbox address |
                    not listed in | not a valid mailbox | not a valid user | not a known user |
                    no mailbox here by that name | no mailbox by that name | no valid recipients | isn't in my |
                    unrouteable address | undeliverable address | unknown in local recipient table |
                    mailbox name not allowed | recipient address rejected | recipient addresses rejected |
                    address rejected | check if address is correct | empfänger unbekannt | unbekannter empfänger |
                    destinataire inconnu | utilisateur inconnu | destinatario desconocido | usuario desconocido |
                    nicht im domino-verzeichnis | n'est pas répertorié | no aparece en el directorio | non è elencato |
                    destinatario sconosciuto | utente sconosciuto | пользователь не найден | 見つからない | 見つかりません |
                    用户不存在 | 收件人不存在 | no mail box | not a registered | not an active address | nosuchuser |
                    bad_recipient | n'existe pas | no existe | non esiste | não existe | existiert nicht |
                    bestaat niet | nie istnieje | не существует"""),
            new Said(BounceReason.EXPIRED, """
                    envelope expired | message expired | has expired | expired | retry timeout exceeded |
                    retry time not reached | in the queue too long | undeliverable for | too long in queue |
                    delivery time expired | have been failing for a long time | cannot send message for |
                    could not be delivered for | was aborted after | giving up after | multiple retries |
                    could not deliver for the last | for more than"""),
            new Said(BounceReason.NETWORK, """
                    connection refused | connection timed out | connection reset | connection lost |
                    connection dropped | connection was dropped | lost connection | timed out | timeout |
                    no route to host | network is unreachable | network unreachable | host is down |
                    host not reachable | could not initiate smtp conversation |
                    wasn't able to establish an smtp connection | unable to connect | did not accept our requests to connect | connection failed |
                    connection to mail exchanger failed | did not respond |
                    host name lookup failure | name server | dns"""),
            new Said(BounceReason.POLICY, """
                    policy | relay access denied | relaying denied | relay not permitted | unable to relay |
                    relay denied | relaying not allowed | access denied | not permitted | not authorized |
                    not allowed | administrative prohibition | administratively prohibited | sender rejected |
                    sender denied | sender address rejected | purported responsible address | are not member |
                    not a member"""),
            new Said(BounceReason.SYSTEM, """
                    internal error | system error | local error | configuration error | queue file write error |
                    no space left | disk full | insufficient system | insufficient storage | no such file or directory | command died |
                    local delivery failed | can't create | cannot open | input/output error | out of memory |
                    service unavailable | service not available | server error |
                    resources temporarily unavailable"""),
            new Said(BounceReason.PROTOCOL, """
                    syntax error | command not implemented | unrecognized command | command not recognized |
                    bad sequence of commands | protocol error | protocol violation | malformed address | incorrectly constructed"""));

    private static final Phrases<Integer> PHRASES = phrases();

    /** Words that tell of a refusal, but not why. */
    private static final Phrases<String> REFUSALS =
            Phrases.anyOf("refused", "blocked", "rejected", "prohibited", "denied");

    private ReasonWords() {}

    /** The reason that stands in free text. */
    static Optional<BounceReason> in(String text) {
        int[] best = {TABLE.size()};
        PHRASES.scan(text, 0, text.length(), (rank, from, to) -> best[0] = Math.min(best[0], rank));
        return best[0] < TABLE.size() ? Optional.of(TABLE.get(best[0]).reason()) : Optional.empty();
    }

    /** Whether the words tell of a refusal at all. */
    static boolean isRefusal(String text) {
        return REFUSALS.in(text);
    }

    private static Phrases<Integer> phrases() {
        Map<String, Integer> table = new HashMap<>();
        for (int rank = 0; rank < TABLE.size(); rank++) {
            for (String phrase : TABLE.get(rank).phrases().split("[|\\n]", -1)) {
                if (!phrase.isBlank()) {
                    table.putIfAbsent(phrase.strip(), rank);
                }
            }
        }
        return Phrases.of(table);
    }
}
