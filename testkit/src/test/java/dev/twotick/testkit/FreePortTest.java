package dev.twotick.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortTest {
    @Test
    void eachIsAnotherOneThatTheSystemGivesToNobody() {
        List<Integer> ports = Stream.generate(FreePort::find).limit(50).toList();

        assertThat(ports).doesNotHaveDuplicates().allMatch(port -> port >= FreePort.LOWEST && port < FreePort.END);
    }

    @Test
    void oneWhereSomebodyListensIsNotFree() throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            assertThat(FreePort.isFree(listener.getLocalPort())).isFalse();
        }
    }
}
