package dev.twotick.receipts.internal.report;

import dev.twotick.receipts.Arrival;
import dev.twotick.receipts.internal.mime.HeaderFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what the outer header of a receipt tells about its way. */
final class ArrivalReader {
    /** Written by the delivering host first, since the author of the mail chose what stands in To. */
    private static final List<String> ADDRESS_FIELDS = List.of(
            "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-rcpt-to", "to", "cc");

    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_AUTHENTICATION = 20;

    private ArrivalReader() {}

    static Arrival read(HeaderFields headers) {
        List<String> addresses = ADDRESS_FIELDS.stream()
                .flatMap(headers::all)
                .flatMap(MailAddresses::in)
                .distinct()
                .limit(MAX_ADDRESSES)
                .toList();
        return new Arrival(
                addresses,
                headers.first("from").flatMap(ArrivalReader::author),
                references(headers),
                headers.all("authentication-results")
                        .limit(MAX_AUTHENTICATION)
                        .map(AuthenticationResultsReader::read)
                        .toList());
    }

    /** The last address of the field: what stands before it may be a display name that looks like one. */
    private static Optional<String> author(String from) {
        return MailAddresses.in(from).reduce((one, other) -> other);
    }

    private static List<String> references(HeaderFields headers) {
        List<String> thread = new ArrayList<>(
                headers.all("references").limit(1).flatMap(MessageIds::in).toList());
        Collections.reverse(thread);
        return Stream.concat(headers.all("in-reply-to").limit(1).flatMap(MessageIds::in), thread.stream())
                .distinct()
                .toList();
    }
}
