package dev.twotick.it;

import static org.awaitility.Awaitility.await;

import dev.twotick.testkit.FreePort;
import dev.twotick.testkit.TestCertificates;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A private Postfix and Dovecot on loopback, with configuration, queue and mailboxes in a directory of their own; whatever is
 * installed on the machine beside them is not touched.
 *
 * <ul>
 *   <li>{@code sender@corp.test}, {@code bounces@corp.test}, {@code alice@dest.test}, {@code bob@dest.test} have a mailbox with
 *       the password {@code secret}; {@code bob}'s is written by Postfix itself, the others' by Dovecot through LMTP
 *   <li>any other address at {@code dest.test} is unknown
 *   <li>whatever is sent to {@code bounces.test} lands in the mailbox of {@code bounces@corp.test}
 *   <li>on a port for submission, users log in by PLAIN, LOGIN or SCRAM-SHA-256 after STARTTLS, unknown recipients are refused
 *       at once, letters have at most {@value #SUBMISSION_LIMIT} octets, and there is no CHUNKING
 *   <li>on one more port for each {@link Whim}, Postfix is as touchy as it says, in clear text and without CHUNKING
 *   <li>on a port for LMTP, Dovecot takes letters for its mailboxes itself
 *   <li>Dovecot heeds access lists that lie in a mailbox's folder
 *   <li>{@code sink.test} is relayed to a server of the test's, {@code down.test} to a port where nobody listens
 * </ul>
 */
final class MailServers implements AutoCloseable {
    static final int SUBMISSION_LIMIT = 50_000;

    private static final String MASTER = "/usr/share/postfix/master.cf.dist";
    private static final int MAIL_UID = 5000;
    private static final List<String> BOXES =
            List.of("sender@corp.test", "bounces@corp.test", "alice@dest.test", "bob@dest.test");

    /** What a Postfix can be set to besides; in brackets what it says then. */
    enum Whim {
        /** Three recipients in a letter (452), and some not now (450) or never (554), by a table of addresses. */
        FEW_RECIPIENTS(
                "-o smtpd_recipient_limit=3 -o smtpd_recipient_restrictions=check_recipient_access,texthash:%s/access"),
        /** Two errors in a session (421). */
        FEW_ERRORS("-o smtpd_hard_error_limit=2 -o smtpd_error_sleep_time=0 -o smtpd_reject_unlisted_recipient=yes"),
        /** One letter a minute from one client (450 4.7.1 at MAIL). */
        FEW_LETTERS("-o smtpd_client_message_rate_limit=1 -o smtpd_client_event_limit_exceptions="),
        /** One connection a minute from one client (421 4.7.0 as greeting). */
        FEW_CONNECTIONS("-o smtpd_client_connection_rate_limit=1 -o smtpd_client_event_limit_exceptions="),
        /** Two seconds of silence (421 4.4.2). */
        NO_PATIENCE("-o smtpd_timeout=2s");

        private final String options;

        Whim(String options) {
            this.options = options;
        }
    }

    private final Path dir;
    private final Map<Whim, Integer> whims = new EnumMap<>(Whim.class);
    private final int smtpPort;
    private final int submissionPort;
    private final int lmtpPort;
    private final int imapPort;
    private final TestCertificates certificates;

    private MailServers(Path dir) throws IOException {
        this.dir = dir;
        this.smtpPort = FreePort.find();
        this.submissionPort = FreePort.find();
        this.lmtpPort = FreePort.find();
        this.imapPort = FreePort.find();
        for (Whim whim : Whim.values()) {
            whims.put(whim, FreePort.find());
        }
        this.certificates = TestCertificates.create(dir);
    }

    /** Why they cannot be started here; empty when they can. */
    static Optional<String> missing() {
        for (String part : List.of(
                "/usr/sbin/postfix", MASTER, "/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp")) {
            if (!Files.exists(Path.of(part))) {
                return Optional.of(part + " is not there (packages postfix, dovecot-imapd and dovecot-lmtpd)");
            }
        }
        String dovecot = dovecotVersion();
        if (!dovecot.startsWith("2.3.")) {
            return Optional.of("the settings written here are for Dovecot 2.3, and this is " + dovecot);
        }
        return "root".equals(System.getProperty("user.name"))
                ? Optional.empty()
                : Optional.of("Postfix can only be started by root");
    }

    private static String dovecotVersion() {
        try {
            Process process = new ProcessBuilder("/usr/sbin/dovecot", "--version").start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "one that does not start: " + e;
        }
    }

    static MailServers start(int sinkPort) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("twotick-mail");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        MailServers servers = new MailServers(dir);
        try {
            servers.writeMailboxes();
            servers.writePostfix(sinkPort);
            servers.writeDovecot();
            run("dovecot", "-c", dir + "/dovecot/dovecot.conf");
            run("postfix", "-c", dir + "/postfix/etc", "start");
            return servers;
        } catch (IOException | InterruptedException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    int smtpPort() {
        return smtpPort;
    }

    int submissionPort() {
        return submissionPort;
    }

    /** Where Postfix is touchy. */
    int port(Whim whim) {
        return whims.get(whim);
    }

    int lmtpPort() {
        return lmtpPort;
    }

    /** The PEM file with whom to trust on the port for submission. */
    Path trustFile() {
        return certificates.trustFile();
    }

    int imapPort() {
        return imapPort;
    }

    private void writeMailboxes() throws IOException, InterruptedException {
        Files.createDirectories(dir.resolve("mail"));
        run("chown", "" + MAIL_UID, dir + "/mail");
    }

    private void writePostfix(int sinkPort) throws IOException, InterruptedException {
        Path etc = Files.createDirectories(dir.resolve("postfix/etc"));
        Path data = Files.createDirectories(dir.resolve("postfix/data"));
        Files.createDirectories(dir.resolve("postfix/queue"));
        run("chown", "postfix", data.toString());
        Files.writeString(etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/postfix/queue
                data_directory = %1$s/postfix/data
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
                virtual_mailbox_domains = corp.test, dest.test
                virtual_mailbox_maps = texthash:%1$s/postfix/etc/boxes
                virtual_transport = lmtp:unix:%1$s/dovecot/lmtp
                virtual_mailbox_base = %1$s/mail
                virtual_alias_domains = bounces.test
                virtual_alias_maps = texthash:%1$s/postfix/etc/aliases
                virtual_uid_maps = static:%2$d
                virtual_gid_maps = static:%2$d
                transport_maps = texthash:%1$s/postfix/etc/transport
                smtpd_reject_unlisted_recipient = no
                smtpd_sasl_type = dovecot
                smtpd_sasl_path = %1$s/dovecot/auth
                smtpd_tls_cert_file = %3$s
                smtpd_tls_key_file = %4$s
                smtpd_relay_restrictions = permit_mynetworks, reject
                minimal_backoff_time = 1s
                maximal_backoff_time = 2s
                queue_run_delay = 1s
                delay_warning_time = 1s
                """.formatted(
                        dir,
                        MAIL_UID,
                        certificates.server().certificate(),
                        certificates.server().key()));
        Files.writeString(
                etc.resolve("boxes"), String.join(" x\n", BOXES.subList(0, 3)) + " x\nbob@dest.test bob@dest.test/\n");
        Files.writeString(etc.resolve("access"), """
                later@sink.test 450 4.2.1 come back later
                never@sink.test 554 5.7.1 not here
                """);
        Files.writeString(etc.resolve("aliases"), "@bounces.test bounces@corp.test\n");
        Files.writeString(etc.resolve("transport"), """
                sink.test smtp:[127.0.0.1]:%d
                down.test smtp:[127.0.0.1]:1
                bob@dest.test virtual:
                """.formatted(sinkPort));
        writeMaster(etc);
    }

    /** The distribution's own table of services, without chroot and on the port of the test. */
    private void writeMaster(Path etc) throws IOException {
        StringBuilder master = new StringBuilder();
        for (String line : Files.readAllLines(Path.of(MASTER))) {
            if (line.matches("smtp\\s+inet\\s.*")) {
                master.append("127.0.0.1:" + smtpPort + " inet n - n - - smtpd\n");
            } else {
                master.append(line.replaceFirst("^([a-z]+\\s+(?:unix|fifo)\\s+\\S+\\s+\\S+\\s+)[yn-](\\s)", "$1n$2"))
                        .append('\n');
            }
        }
        if (master.indexOf("\npostlog") < 0) {
            master.append("postlog unix-dgram n - n - 1 postlogd\n");
        }
        master.append("127.0.0.1:" + submissionPort + """
                 inet n - n - - smtpd
                  -o smtpd_sasl_auth_enable=yes
                  -o smtpd_tls_security_level=encrypt
                  -o smtpd_tls_auth_only=yes
                  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
                  -o smtpd_reject_unlisted_recipient=yes
                  -o smtpd_discard_ehlo_keywords=chunking
                  -o message_size_limit=%d
                """.formatted(SUBMISSION_LIMIT));
        whims.forEach((whim, port) -> master.append("127.0.0.1:" + port + " inet n - n - - smtpd\n  "
                + whim.options.formatted(etc) + " -o smtpd_discard_ehlo_keywords=chunking\n"));
        Files.writeString(etc.resolve("master.cf"), master);
    }

    private void writeDovecot() throws IOException {
        Path home = Files.createDirectories(dir.resolve("dovecot"));
        StringBuilder users = new StringBuilder();
        for (String box : BOXES) {
            users.append(box + "::" + MAIL_UID + ":" + MAIL_UID + "::" + dir + "/mail/" + box + "::\n");
        }
        Files.writeString(home.resolve("users"), users);
        Files.writeString(home.resolve("dovecot.conf"), """
                base_dir = %1$s/run
                instance_name = twotick-test
                protocols = imap lmtp
                listen = 127.0.0.1
                log_path = %1$s/log
                ssl = no
                disable_plaintext_auth = no
                auth_mechanisms = plain login scram-sha-256
                mail_location = maildir:%2$s/mail/%%u
                mail_uid = %3$d
                mail_gid = %3$d
                first_valid_uid = 1
                default_login_user = dovenull
                default_internal_user = dovecot
                recipient_delimiter = +
                mail_plugins = acl
                plugin {
                  acl = vfile
                }
                protocol imap {
                  mail_plugins = $mail_plugins imap_acl
                }
                passdb {
                  driver = static
                  args = password=secret
                }
                userdb {
                  driver = passwd-file
                  args = username_format=%%u %1$s/users
                }
                service imap-login {
                  inet_listener imap {
                    port = %4$d
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service auth {
                  unix_listener %1$s/auth {
                    mode = 0666
                  }
                }
                service lmtp {
                  inet_listener lmtp {
                    address = 127.0.0.1
                    port = %5$d
                  }
                  unix_listener %1$s/lmtp {
                    mode = 0666
                  }
                }
                namespace inbox {
                  inbox = yes
                  separator = /
                  mailbox Sent {
                    auto = create
                    special_use = \\Sent
                  }
                }
                """.formatted(home, dir, MAIL_UID, imapPort, lmtpPort));
    }

    private static void run(String... command) throws IOException, InterruptedException {
        File output = File.createTempFile("twotick", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: "
                        + Files.readString(output.toPath(), StandardCharsets.UTF_8));
            }
        } finally {
            Files.deleteIfExists(output.toPath());
        }
    }

    /** Lets Dovecot's administrator do something. */
    void doveadm(String... arguments) throws IOException, InterruptedException {
        run(Stream.concat(Stream.of("doveadm", "-c", dir + "/dovecot/dovecot.conf"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    /** Ends Dovecot, with a word to everybody who is connected, and starts it again. */
    void restartDovecot() throws IOException, InterruptedException {
        doveadm("stop");
        Path pid = dir.resolve("dovecot/run/master.pid");
        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(pid));
        run("dovecot", "-c", dir + "/dovecot/dovecot.conf");
    }

    /** The folder of a Maildir, such as {@code bounces@corp.test} or {@code bounces@corp.test/.Old}. */
    Path maildir(String name) {
        return dir.resolve("mail").resolve(name);
    }

    /** Puts a file into a Maildir that belongs to Dovecot. */
    void put(Path file, byte[] content) throws IOException {
        Path written = Files.createTempFile(dir.resolve("mail"), "new", ".tmp");
        Files.write(written, content);
        Files.setAttribute(written, "unix:uid", MAIL_UID);
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(written, file);
    }

    /** Postfix's log. */
    Path logFile() {
        return dir.resolve("maillog");
    }

    /** What Postfix logged, for messages of failing tests. */
    String log() throws IOException {
        Path log = logFile();
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Override
    public void close() throws IOException {
        runQuietly("postfix", "-c", dir + "/postfix/etc", "stop");
        runQuietly("doveadm", "-c", dir + "/dovecot/dovecot.conf", "stop");
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                file.toFile().delete();
            }
        }
    }

    private static void runQuietly(String... command) {
        try {
            run(command);
        } catch (IOException e) {
            // it was not running
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
