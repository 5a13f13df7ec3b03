package dev.twotick.testkit.contract;

import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentStore;
import dev.twotick.testkit.MemorySentStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

class MemorySentStoreContractTest extends SentStoreContract {
    private static final Pattern MESSAGE_ID = Pattern.compile("Message-ID: (<.*>)");

    private final MemorySentStore store = new MemorySentStore();
    private final List<byte[]> others = new ArrayList<>();

    @Override
    protected SentStore open() {
        return store;
    }

    @Override
    protected SentStore openUnreachable() {
        MemorySentStore unreachable = new MemorySentStore();
        unreachable.next(new Filing.Postponed("told so"));
        return unreachable;
    }

    @Override
    protected List<byte[]> contents() throws IOException {
        List<byte[]> all = new ArrayList<>(others);
        for (var copy : store.copies()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (InputStream in = copy.open()) {
                in.transferTo(out);
            }
            all.add(out.toByteArray());
        }
        return all;
    }

    @Override
    protected void putByOthers(byte[] message) {
        Matcher id = MESSAGE_ID.matcher(new String(message, StandardCharsets.UTF_8));
        if (!id.find()) {
            throw new AssertionError("there is no Message-ID");
        }
        store.addOwnCopyOfProvider(id.group(1));
        others.add(message);
    }
}
