package dev.twotick.benchmarks.wholeway;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.twotick.benchmarks.table.Options;
import jakarta.mail.MessagingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** db-scheduler on PostgreSQL, lock-and-fetch, with sixteen workers that send by Angus Mail. */
final class DbSchedulerWay implements Way {
    private static final int WORKERS = 16;
    private static final String TABLES = """
            create table scheduled_tasks (
              task_name text not null,
              task_instance text not null,
              task_data bytea,
              execution_time timestamptz not null,
              picked boolean not null,
              picked_by text,
              last_success timestamptz,
              last_failure timestamptz,
              consecutive_failures int,
              last_heartbeat timestamptz,
              version bigint not null,
              priority smallint,
              primary key (task_name, task_instance));
            create index execution_time_idx on scheduled_tasks (execution_time);
            create index last_heartbeat_idx on scheduled_tasks (last_heartbeat);
            """;

    private final AngusCarrier angus;
    private final OneTimeTask<String> task;
    private final Scheduler scheduler;
    private final String letter = LetterText.rendered();
    private final AtomicLong instances = new AtomicLong();

    DbSchedulerWay(Options options) throws MessagingException, SQLException {
        angus = new AngusCarrier(options);
        DataSource database = Pool.of(options);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
        task = Tasks.oneTime("letter", String.class).execute((instance, context) -> angus.carry(instance.getData()));
        scheduler = Scheduler.create(database, task)
                .threads(WORKERS)
                .pollUsingLockAndFetch(1.0, 4.0)
                .pollingInterval(Duration.ofMillis(50))
                .build();
        scheduler.start();
    }

    @Override
    public void send() {
        scheduler.schedule(task.instance("" + instances.getAndIncrement(), letter), Instant.now());
    }

    @Override
    public long arrived() {
        return angus.taken();
    }
}
