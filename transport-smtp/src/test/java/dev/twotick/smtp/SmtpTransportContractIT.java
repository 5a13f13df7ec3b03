package dev.twotick.smtp;

import dev.twotick.testkit.contract.TransportContract;
import dev.twotick.transport.Transport;

class SmtpTransportContractIT extends TransportContract {

    @Override
    protected Transport open(int port) {
        return TestTransports.inClear(
                port,
                "timeout.greeting",
                "500ms",
                "timeout.command",
                "500ms",
                "timeout.data",
                "1s",
                "timeout.final",
                "1s");
    }
}
