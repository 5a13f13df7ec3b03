package dev.twotick.benchmarks.receipts;

import dev.twotick.benchmarks.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A Dovecot with one mailbox and all its files in a directory. */
final class PrivateDovecot implements AutoCloseable {
    static final String USER = "bounces@corp.test";
    static final String PASSWORD = "secret";

    private static final int MAIL_UID = 5000;

    private final Path directory;
    private final int port;

    private PrivateDovecot(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static Optional<String> missing() throws IOException {
        Optional<String> absent = Command.missing("/usr/sbin/dovecot", "dovecot-imapd");
        if (absent.isPresent()) {
            return absent;
        }
        String version = version();
        return version.startsWith("2.3.")
                ? Optional.empty()
                : Optional.of("the settings written here are for Dovecot 2.3, and this is " + version);
    }

    static String version() throws IOException {
        return Command.run("/usr/sbin/dovecot", "--version").strip();
    }

    static PrivateDovecot start(Path directory) throws IOException {
        PrivateDovecot dovecot = new PrivateDovecot(directory, Command.freePort());
        Path mail = Files.createDirectory(directory.resolve("mail"));
        Command.run("chown", Integer.toString(MAIL_UID), mail.toString());
        Files.writeString(directory.resolve("dovecot.conf"), dovecot.settings());
        Command.run("dovecot", "-c", directory + "/dovecot.conf");
        return dovecot;
    }

    private String settings() {
        return """
                base_dir = %1$s/run
                instance_name = twotick-benchmark
                protocols = imap
                listen = 127.0.0.1
                log_path = %1$s/log
                ssl = no
                disable_plaintext_auth = no
                mail_location = maildir:%1$s/mail/%%u
                mail_uid = %2$d
                mail_gid = %2$d
                first_valid_uid = 1
                default_login_user = dovenull
                default_internal_user = dovecot
                passdb {
                  driver = static
                  args = password=%4$s
                }
                userdb {
                  driver = static
                  args = uid=%2$d gid=%2$d home=%1$s/mail/%%u
                }
                service imap-login {
                  inet_listener imap {
                    port = %3$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                namespace inbox {
                  inbox = yes
                }
                """.formatted(directory, MAIL_UID, port, PASSWORD);
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        Command.run("doveadm", "-c", directory + "/dovecot.conf", "stop");
    }
}
