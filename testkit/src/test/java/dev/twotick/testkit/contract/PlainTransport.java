package dev.twotick.testkit.contract;

import dev.twotick.transport.Phase;
import dev.twotick.transport.PointOfNoReturn;
import dev.twotick.transport.RecipientOutcome;
import dev.twotick.transport.Reply;
import dev.twotick.transport.Submission;
import dev.twotick.transport.Submission.Recipient;
import dev.twotick.transport.SubmissionOutcome;
import dev.twotick.transport.Transport;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The smallest transport that keeps the contract: a connection for each letter, one command after the other, no TLS. */
final class PlainTransport implements Transport {
    private static final int TIMEOUT_MILLIS = 700;

    private final int port;

    PlainTransport(int port) {
        this.port = port;
    }

    @Override
    public SubmissionOutcome submit(Submission submission, PointOfNoReturn pointOfNoReturn) {
        Attempt attempt = new Attempt(submission, pointOfNoReturn);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            return attempt.run(socket);
        } catch (IOException e) {
            return attempt.lost(e);
        }
    }

    @Override
    public void close() {
        // no connection outlives its letter
    }

    private static final class Attempt {
        private static final Pattern LINE = Pattern.compile("([2-5][0-5]\\d|299)(?:([ -])(.*))?");
        private static final Pattern QUEUED = Pattern.compile("queued as (\\S+)");

        private final Submission submission;
        private final PointOfNoReturn point;
        private final Map<Integer, RecipientOutcome> outcomes = new TreeMap<>();
        private final List<String> capabilities = new ArrayList<>();
        private Phase phase = Phase.CONNECT;
        private boolean dsn;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();

        Attempt(Submission submission, PointOfNoReturn point) {
            this.submission = submission;
            this.point = point;
        }

        SubmissionOutcome run(Socket socket) throws IOException {
            in = new BufferedInputStream(socket.getInputStream());
            out = new BufferedOutputStream(socket.getOutputStream());
            phase = Phase.GREETING;
            if (refused(hear())) {
                return answered();
            }
            phase = Phase.EHLO;
            Reply ehlo = ask("EHLO client.example");
            if (refused(ehlo)) {
                return answered();
            }
            ehlo.lines().forEach(line -> capabilities.add(line.split(" ", 2)[0]));
            dsn = offered("DSN");
            return transact();
        }

        private boolean offered(String word) {
            return capabilities.contains(word);
        }

        private SubmissionOutcome transact() throws IOException {
            phase = Phase.MAIL;
            if (submission.content().eightBit() && !offered("8BITMIME")) {
                others(new RecipientOutcome.Rejected("the relay takes no eight-bit letters", Optional.empty()));
                return answered();
            }
            if (refused(ask("MAIL FROM:<"
                    + submission.reversePath().map(Object::toString).orElse("") + ">" + mailParameters()))) {
                return answered();
            }
            phase = Phase.RCPT;
            boolean accepted = false;
            for (Recipient recipient : submission.recipients()) {
                accepted |= accepts(recipient);
            }
            phase = Phase.DATA;
            if (!accepted || refused(ask("DATA"))) {
                return answered();
            }
            return hand();
        }

        private String mailParameters() {
            String parameters = submission.content().eightBit() ? " BODY=8BITMIME" : "";
            if (dsn && submission.dsn().isPresent()) {
                parameters += " RET=HDRS ENVID="
                        + submission
                                .dsn()
                                .get()
                                .envelopeId()
                                .replace("+", "+2B")
                                .replace("=", "+3D");
            }
            return parameters;
        }

        private boolean accepts(Recipient recipient) throws IOException {
            if (recipient.address().needsSmtpUtf8() && !offered("SMTPUTF8")) {
                outcomes.put(recipient.number(), new RecipientOutcome.Rejected("needs SMTPUTF8", Optional.empty()));
                return false;
            }
            String parameters = dsn && submission.dsn().isPresent()
                    ? " NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;" + recipient.address()
                    : "";
            Reply reply = ask("RCPT TO:<" + recipient.address() + ">" + parameters);
            if (reply.code() == 421) {
                throw new IOException("the relay is closing");
            }
            if (!reply.positive()) {
                outcomes.put(recipient.number(), no(reply));
            }
            return reply.positive();
        }

        private SubmissionOutcome hand() throws IOException {
            phase = Phase.BODY;
            int previous = '\n';
            try (InputStream letter =
                    new BufferedInputStream(submission.content().open())) {
                for (int octet = letter.read(); octet >= 0; octet = letter.read()) {
                    if (octet == '.' && previous == '\n') {
                        out.write('.');
                    }
                    out.write(octet);
                    previous = octet;
                }
            }
            out.flush();
            if (!point.cross()) {
                return new SubmissionOutcome.Abandoned();
            }
            phase = Phase.FINAL;
            Reply reply = ask(".");
            if (reply.code() >= 300 && reply.code() < 400) {
                throw new IOException("the answer to the dot made no sense");
            }
            phase = Phase.DONE;
            Matcher queued = QUEUED.matcher(reply.text());
            others(
                    reply.positive()
                            ? new RecipientOutcome.Submitted(
                                    reply, queued.find() ? Optional.of(queued.group(1)) : Optional.empty())
                            : no(reply));
            return answered();
        }

        private boolean refused(Reply reply) throws IOException {
            if (reply.code() >= 400) {
                others(no(reply));
            }
            return reply.code() >= 400;
        }

        private static RecipientOutcome no(Reply reply) {
            return reply.permanentNegative()
                    ? new RecipientOutcome.Rejected(reply.toString(), Optional.of(reply))
                    : new RecipientOutcome.Deferred(reply.toString(), Optional.of(reply));
        }

        private void others(RecipientOutcome outcome) {
            submission.recipients().forEach(recipient -> outcomes.putIfAbsent(recipient.number(), outcome));
        }

        SubmissionOutcome lost(IOException e) {
            if (phase.pastNoReturn()) {
                others(new RecipientOutcome.InDoubt(e.toString()));
            } else {
                // whoever was told a no by a line that broke later, tries again with the others
                outcomes.replaceAll((number, outcome) -> new RecipientOutcome.Deferred(e.toString(), Optional.empty()));
                others(new RecipientOutcome.Deferred(e.toString(), Optional.empty()));
            }
            return new SubmissionOutcome.Answered(phase, outcomes, Optional.of(dsn), true);
        }

        private SubmissionOutcome answered() {
            boolean relayAtFault = phase.compareTo(Phase.EHLO) <= 0;
            return new SubmissionOutcome.Answered(phase, outcomes, Optional.of(dsn), relayAtFault);
        }

        private Reply ask(String line) throws IOException {
            out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return hear();
        }

        private Reply hear() throws IOException {
            List<String> texts = new ArrayList<>();
            int code = 0;
            while (true) {
                Matcher line = LINE.matcher(readLine());
                if (!line.matches() || (code != 0 && code != Integer.parseInt(line.group(1)))) {
                    throw new IOException("the relay talks nonsense");
                }
                code = Integer.parseInt(line.group(1));
                texts.add(Optional.ofNullable(line.group(3)).orElse(""));
                if (!"-".equals(line.group(2))) {
                    return new Reply(code, texts);
                }
            }
        }

        private String readLine() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = in.read(); octet != '\n'; octet = in.read()) {
                if (octet < 0) {
                    throw new IOException("the relay is gone");
                }
                line.write(octet);
            }
            return line.toString(StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
