package dev.twotick.receipts.internal.mime;

import java.util.List;
import java.util.stream.Stream;

/**
 * One entity of a mail: the whole, a part of a multipart, or a mail inside a mail. Immutable.
 *
 * @param headers its header
 * @param type its media type
 * @param body its body as it stands there, transfer encoding and all
 * @param children the parts of a multipart, or the one mail inside; empty for others and beyond the limits
 */
public record MailPart(HeaderFields headers, ContentType type, Slice body, List<MailPart> children) {
    /** Copies the list. */
    public MailPart {
        children = List.copyOf(children);
    }

    /**
     * This part and all below it, but nothing of the mails inside.
     *
     * @return in the order of the bytes
     */
    public Stream<MailPart> ownParts() {
        Stream<MailPart> below =
                type.isMessage() ? Stream.empty() : children.stream().flatMap(MailPart::ownParts);
        return Stream.concat(Stream.of(this), below);
    }

    /**
     * This part and all below it, the mails inside too.
     *
     * @return in the order of the bytes
     */
    public Stream<MailPart> allParts() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(MailPart::allParts));
    }

    /**
     * Until when it may be read.
     *
     * @return that of the whole mail
     */
    public Deadline deadline() {
        return body.deadline();
    }

    /** The body without transfer encoding. */
    Slice decoded() {
        byte[] content = content();
        return Slice.of(content, content.length, deadline());
    }

    /**
     * The body as bytes.
     *
     * @return without transfer encoding
     */
    public byte[] content() {
        return TransferDecoding.decode(
                body, headers.first("content-transfer-encoding").orElse("7bit"));
    }

    /**
     * The body as text, in its charset.
     *
     * @return with a replacement for what cannot be decoded
     */
    public String text() {
        return TextDecoding.named(content(), type.parameter("charset"));
    }
}
