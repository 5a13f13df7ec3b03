package dev.twotick.jdbc;

import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.contract.OutboxContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.io.TempDir;

class JdbcOutboxContractTest extends OutboxContract {
    @TempDir
    Path directory;

    @Override
    protected Outbox open(InstantSource clock) {
        return new OutboxFile(directory).outbox(clock);
    }

    @Override
    protected Outbox reopen(Outbox open, InstantSource clock) {
        open.close();
        return open(clock);
    }

    @Override
    protected boolean leasesWhatItAccepts() {
        return true;
    }
}
