package dev.twotick.testkit.contract;

import dev.twotick.outbox.MemoryOutbox;
import dev.twotick.outbox.Outbox;
import java.time.InstantSource;

class MemoryOutboxContractTest extends OutboxContract {
    @Override
    protected Outbox open(InstantSource clock) {
        return new MemoryOutbox(clock);
    }

    @Override
    protected boolean leasesWhatItAccepts() {
        return true;
    }
}
