package dev.twotick.testkit.contract;

import dev.twotick.transport.Transport;

class PlainTransportContractIT extends TransportContract {
    @Override
    protected Transport open(int port) {
        return new PlainTransport(port);
    }
}
