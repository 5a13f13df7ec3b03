package dev.twotick.receipts.internal.mailbox;

import dev.twotick.receipts.Arrival;
import dev.twotick.receipts.AuthenticationResults;
import dev.twotick.receipts.AuthenticationResults.Check;
import dev.twotick.receipts.Receipt;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether our own border host found that a receipt comes from the one who reports: the topmost Authentication-Results of its
 * authserv-id (RFC 8601) has {@code dkim=pass} or {@code spf=pass} for a domain that the reporter is or lies under. The reporter
 * is the Reporting-MTA where one is named, since that name is shown, else the domain of the author. Immutable and thread-safe.
 */
final class ReporterAlignment {
    private static final List<String> DKIM_DOMAINS = List.of("header.d", "header.i");

    private final Optional<String> authservId;
    private final Set<String> relays;

    /**
     * Believes one host.
     *
     * @param authservId our border host, in lower case; nothing is authenticated without
     * @param relays domains whose hosts report about letters to anybody, in lower case
     */
    ReporterAlignment(Optional<String> authservId, Set<String> relays) {
        this.authservId = authservId;
        this.relays = Set.copyOf(relays);
    }

    /**
     * What is proven of a reporter.
     *
     * @param authenticated whether it is who it says
     * @param domain the only domain whose recipients it then speaks for; empty for a relay of ours
     */
    record Standing(boolean authenticated, Optional<String> domain) {}

    Standing of(Receipt receipt) {
        Optional<String> reporter = reporter(receipt);
        Optional<String> domain = reporter.flatMap(name -> passed(receipt.arrival())
                .filter(passed -> isUnder(name, passed))
                .min(Comparator.comparingInt(String::length)));
        boolean relay = reporter.filter(name -> relays.stream().anyMatch(known -> isUnder(name, known)))
                .isPresent();
        return new Standing(domain.isPresent(), relay ? Optional.empty() : domain);
    }

    private static Optional<String> reporter(Receipt receipt) {
        return receipt.reportingMta()
                .or(() -> receipt.arrival().from().map(ReporterAlignment::domain))
                .map(name -> name.toLowerCase(Locale.ROOT))
                .map(name -> name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
    }

    /** The domains that our border host vouches for. */
    private Stream<String> passed(Arrival arrival) {
        return authservId
                .flatMap(id -> arrival.authentication().stream()
                        .filter(results -> results.authservId().equals(id))
                        .findFirst())
                .map(AuthenticationResults::checks)
                .orElse(List.of())
                .stream()
                .filter(check -> check.result().equals("pass"))
                .flatMap(ReporterAlignment::domains);
    }

    private static Stream<String> domains(Check check) {
        return switch (check.method()) {
            case "dkim" ->
                DKIM_DOMAINS.stream()
                        .flatMap(name -> Optional.ofNullable(check.properties().get(name)).stream())
                        .map(ReporterAlignment::domain);
            case "spf" -> spfDomain(check.properties()).stream();
            default -> Stream.empty();
        };
    }

    /** The greeting name was checked only if there was no sender (RFC 7208 section 2.4); many hosts name it all the same. */
    private static Optional<String> spfDomain(Map<String, String> properties) {
        return Optional.ofNullable(properties.get("smtp.mailfrom"))
                .filter(sender -> !sender.isEmpty() && !sender.equals("<>"))
                .or(() -> Optional.ofNullable(properties.get("smtp.helo")))
                .map(ReporterAlignment::domain);
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static boolean isUnder(String name, String domain) {
        return domain.contains(".") && (name.equals(domain) || name.endsWith("." + domain));
    }
}
