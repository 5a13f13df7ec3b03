package dev.twotick.smtp;

import dev.twotick.testkit.contract.TransportContract;
import dev.twotick.transport.Transport;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated
class SmtpTransportContractIT extends TransportContract {

    /** Silence is waited for as long as that; a busy machine may keep a relay that answers from doing so for a while. */
    private static final String PATIENCE = "4s";

    @Override
    protected Transport open(int port) {
        return TestTransports.inClear(
                port, "timeout.greeting", PATIENCE, "timeout.command", PATIENCE, "timeout.final", PATIENCE);
    }
}
