package dev.twotick.jdbc;

import dev.twotick.outbox.Outbox;
import dev.twotick.testkit.contract.OutboxContract;
import java.time.InstantSource;
import org.junit.jupiter.api.extension.RegisterExtension;

class PostgresContractTest extends OutboxContract {
    @RegisterExtension
    final PostgresDatabase database = new PostgresDatabase();

    @Override
    protected Outbox open(InstantSource clock) {
        return JdbcOutbox.open(JdbcSettings.of(database.url()), clock);
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
