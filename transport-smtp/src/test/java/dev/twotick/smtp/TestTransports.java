package dev.twotick.smtp;

import dev.twotick.plugin.Section;
import dev.twotick.plugin.Settings;
import dev.twotick.testkit.ScriptedSmtpServer;
import dev.twotick.transport.Transport;

/** Transports as a user configures them. */
final class TestTransports {
    private TestTransports() {}

    /** In clear text. */
    static Transport inClear(ScriptedSmtpServer server, String... settings) {
        return inClear(server.port(), settings);
    }

    /** In clear text. */
    static Transport inClear(int port, String... settings) {
        return to("smtp://127.0.0.1:" + port, settings("starttls", "off-i-accept-clear-text"), settings);
    }

    /** In TLS as the URL says. */
    static Transport to(String url, String... settings) {
        return to(url, Settings.EMPTY, settings);
    }

    private static Transport to(String url, Settings base, String... more) {
        Settings settings = base;
        for (int i = 0; i < more.length; i += 2) {
            settings = settings.with("relay.main." + more[i], more[i + 1]);
        }
        Section section = Section.of(settings).part("relay.main.");
        Transport transport = new SmtpTransportProvider().create(url, section);
        section.check();
        return transport;
    }

    private static Settings settings(String key, String value) {
        return Settings.EMPTY.with("relay.main." + key, value);
    }
}
