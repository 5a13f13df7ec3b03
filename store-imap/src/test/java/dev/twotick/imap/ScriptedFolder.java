package dev.twotick.imap;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A folder of the scripted server. Thread-safe. */
final class ScriptedFolder {
    private final String name;
    private final List<String> attributes;
    private final long uidValidity;
    private final List<KeptMessage> messages = new CopyOnWriteArrayList<>();

    ScriptedFolder(String name, List<String> attributes, long uidValidity) {
        this.name = name;
        this.attributes = attributes;
        this.uidValidity = uidValidity;
    }

    String name() {
        return name;
    }

    List<String> attributes() {
        return attributes;
    }

    long uidValidity() {
        return uidValidity;
    }

    List<KeptMessage> messages() {
        return messages;
    }

    synchronized KeptMessage keep(String flags, String date, byte[] octets) {
        KeptMessage message =
                new KeptMessage(messages.size() + 1L, flags, date, new String(octets, StandardCharsets.ISO_8859_1));
        messages.add(message);
        return message;
    }
}
