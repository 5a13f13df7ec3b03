package dev.twotick.dispatch.simulation;

import dev.twotick.letter.LetterId;
import dev.twotick.sentstore.Filing;
import dev.twotick.sentstore.SentCopy;
import dev.twotick.sentstore.SentStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The Sent folder, and each node's way to it. Some providers put a copy there by themselves. */
final class SentFolder {
    private final World world;
    private final boolean providerFiles;
    private final List<String> messageIds = new ArrayList<>();

    SentFolder(World world, boolean providerFiles) {
        this.world = world;
        this.providerFiles = providerFiles;
    }

    void providerFiles(LetterId letter) {
        String messageId = Senders.messageIdOf(letter);
        if (providerFiles && !messageIds.contains(messageId)) {
            messageIds.add(messageId);
        }
    }

    SentStore storeFor(Node node) {
        return new SentStore() {
            @Override
            public Filing file(SentCopy copy) {
                node.checkAlive();
                world.maybePause(node);
                if (world.fails()) {
                    return new Filing.Postponed("the mailbox is away");
                }
                if (messageIds.contains(copy.messageId())) {
                    return new Filing.Found("Sent", OptionalLong.empty(), OptionalLong.empty());
                }
                messageIds.add(copy.messageId());
                world.maybeCrash(node, "after the copy was appended");
                world.maybePause(node);
                return new Filing.Filed("Sent", OptionalLong.of(1), OptionalLong.of(messageIds.size()));
            }

            @Override
            public Optional<Filing.Found> find(String messageId) {
                node.checkAlive();
                world.maybePause(node);
                return messageIds.contains(messageId) && !world.fails()
                        ? Optional.of(new Filing.Found("Sent", OptionalLong.empty(), OptionalLong.empty()))
                        : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }
}
