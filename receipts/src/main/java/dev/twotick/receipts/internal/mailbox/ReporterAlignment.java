package dev.twotick.receipts.internal.mailbox;

import dev.twotick.receipts.Arrival;
import dev.twotick.receipts.AuthenticationResults;
import dev.twotick.receipts.AuthenticationResults.Check;
import dev.twotick.receipts.Receipt;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether our own border host found that a receipt comes from the one who reports: the topmost Authentication-Results of its
 * authserv-id (RFC 8601) has {@code dkim=pass} or {@code spf=pass} for a domain that the reporting host's or the author's domain
 * is or lies under. Immutable and thread-safe.
 */
final class ReporterAlignment {
    private static final List<String> DKIM_DOMAINS = List.of("header.d", "header.i");
    private static final List<String> SPF_DOMAINS = List.of("smtp.mailfrom", "smtp.helo");

    private final Optional<String> authservId;

    ReporterAlignment(Optional<String> authservId) {
        this.authservId = authservId;
    }

    boolean holds(Receipt receipt) {
        Arrival arrival = receipt.arrival();
        List<String> reporters = Stream.of(
                        receipt.reportingMta(), arrival.from().map(ReporterAlignment::domain))
                .flatMap(Optional::stream)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        return authservId
                .flatMap(id -> arrival.authentication().stream()
                        .filter(results -> results.authservId().equals(id))
                        .findFirst())
                .filter(results -> passes(results, reporters))
                .isPresent();
    }

    private static boolean passes(AuthenticationResults results, List<String> reporters) {
        return results.checks().stream()
                .filter(check -> check.result().equals("pass"))
                .flatMap(ReporterAlignment::domains)
                .anyMatch(domain -> reporters.stream().anyMatch(reporter -> isUnder(reporter, domain)));
    }

    private static Stream<String> domains(Check check) {
        List<String> names = switch (check.method()) {
            case "dkim" -> DKIM_DOMAINS;
            case "spf" -> SPF_DOMAINS;
            default -> List.of();
        };
        return names.stream()
                .flatMap(name -> Optional.ofNullable(check.properties().get(name)).stream())
                .map(ReporterAlignment::domain);
    }

    private static String domain(String address) {
        return address.substring(address.lastIndexOf('@') + 1);
    }

    private static boolean isUnder(String name, String domain) {
        return domain.contains(".") && (name.equals(domain) || name.endsWith("." + domain));
    }
}
