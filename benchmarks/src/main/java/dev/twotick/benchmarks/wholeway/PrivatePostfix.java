package dev.twotick.benchmarks.wholeway;

import dev.twotick.benchmarks.process.Command;
import dev.twotick.benchmarks.process.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Postfix with configuration and queue in a directory of its own that relays everything to one port of this machine. */
final class PrivatePostfix implements AutoCloseable {
    private static final String MASTER = "/usr/share/postfix/master.cf.dist";
    private static final long LOG_WAIT = TimeUnit.MILLISECONDS.toNanos(20);

    private final Directory home;
    private final Path directory;
    private final int port;

    private PrivatePostfix(Directory home, int port) {
        this.home = home;
        this.directory = home.path();
        this.port = port;
    }

    static PrivatePostfix start(Path parent, int sinkPort) throws IOException {
        PrivatePostfix postfix = new PrivatePostfix(Directory.in(parent, "postfix"), Command.freePort());
        try {
            postfix.configure(sinkPort);
            Command.run("postfix", "-c", postfix.directory + "/etc", "start");
            while (!Files.exists(postfix.log())) {
                LockSupport.parkNanos(LOG_WAIT);
            }
            return postfix;
        } catch (IOException | RuntimeException e) {
            postfix.close();
            throw e;
        }
    }

    private void configure(int sinkPort) throws IOException {
        Path etc = Files.createDirectory(directory.resolve("etc"));
        Files.createDirectory(directory.resolve("queue"));
        Command.run(
                "chown",
                "postfix",
                Files.createDirectory(directory.resolve("data")).toString());
        Files.writeString(etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/queue
                data_directory = %1$s/data
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                myhostname = mx.corp.test
                mydestination =
                mynetworks = 127.0.0.0/8
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                maillog_file = %1$s/maillog
                maillog_file_prefixes = %1$s
                relayhost = [127.0.0.1]:%2$d
                alias_maps =
                smtpd_relay_restrictions = permit_mynetworks, reject
                smtp_destination_concurrency_limit = 20
                """.formatted(directory, sinkPort));
        StringBuilder master = new StringBuilder();
        for (String line : Files.readAllLines(Path.of(MASTER))) {
            master.append(service(line)).append('\n');
        }
        Files.writeString(etc.resolve("master.cf"), master + "postlog unix-dgram n - n - 1 postlogd\n");
    }

    /** A line of the distribution's table of services, without chroot and on our own port. */
    private String service(String line) {
        if (line.matches("smtp\\s+inet\\s.*")) {
            return "127.0.0.1:" + port + " inet n - n - - smtpd";
        }
        if (line.startsWith("postlog")) {
            return "";
        }
        return line.replaceFirst("^([a-z]+\\s+(?:unix|fifo)\\s+\\S+\\s+\\S+\\s+)[yn-](\\s)", "$1n$2");
    }

    int port() {
        return port;
    }

    Path log() {
        return directory.resolve("maillog");
    }

    @Override
    public void close() throws IOException {
        try {
            Command.run("postfix", "-c", directory + "/etc", "stop");
        } catch (IOException e) {
            // it had not started
        }
        home.close();
    }
}
