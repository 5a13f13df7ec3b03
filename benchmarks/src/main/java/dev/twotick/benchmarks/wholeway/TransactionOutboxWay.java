package dev.twotick.benchmarks.wholeway;

import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import dev.twotick.benchmarks.table.Options;
import jakarta.mail.MessagingException;
import java.util.concurrent.Executors;

/** transaction-outbox on PostgreSQL with eight workers that send by Angus Mail. */
final class TransactionOutboxWay implements Way {
    private static final int WORKERS = 8;

    private final AngusCarrier angus;
    private final TransactionManager transactions;
    private final TransactionOutbox outbox;
    private final String letter = LetterText.rendered();

    TransactionOutboxWay(Options options) throws MessagingException {
        angus = new AngusCarrier(options);
        Carrier carrier = angus::carry;
        transactions = TransactionManager.fromDataSource(Pool.of(options));
        outbox = TransactionOutbox.builder()
                .transactionManager(transactions)
                .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
                .instantiator(Instantiator.using(any -> carrier))
                .submitter(Submitter.withExecutor(Executors.newFixedThreadPool(WORKERS)))
                .build();
    }

    @Override
    public void send() {
        transactions.inTransaction(() -> outbox.schedule(Carrier.class).carry(letter));
    }

    @Override
    public long arrived() {
        return angus.taken();
    }
}
