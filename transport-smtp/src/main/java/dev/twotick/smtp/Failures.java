package dev.twotick.smtp;

import dev.twotick.letter.Printable;
import dev.twotick.plugin.Durations;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says in plain words why a connection came to an end. */
final class Failures {
    private static final int MAX_DETAIL = 200;
    private static final int MAX_CAUSES = 20;

    private Failures() {}

    /** The end of a sentence that begins with how far it got. */
    static String describe(IOException e, Deadline deadline) {
        if (deadline.passed()) {
            return "nothing complete came within " + Durations.format(deadline.limit());
        }
        return describe(e);
    }

    static String describe(IOException e) {
        if (interrupted(e)) {
            return "the attempt was interrupted";
        }
        if (e instanceof ProtocolException) {
            return "the relay broke the protocol with " + e.getMessage();
        }
        if (e instanceof EOFException) {
            return "the relay closed the connection";
        }
        if (e instanceof UnknownHostException) {
            return "the relay's name has no address";
        }
        if (e instanceof SocketTimeoutException) {
            return "the connection could not be opened in time";
        }
        String detail = Printable.of(String.valueOf(e.getMessage()), MAX_DETAIL);
        return (e instanceof ConnectException ? "the connection was not accepted: " : "the connection was lost: ")
                + detail;
    }

    static boolean interrupted(IOException e) {
        return cause(e, ClosedByInterruptException.class).isPresent();
    }

    /** What to mend, when TLS failed for a reason that does not go away by itself; empty when the line was lost. */
    static Optional<String> brokenTls(IOException e) {
        boolean lineLost = cause(e, EOFException.class).isPresent()
                || cause(e, SocketException.class).isPresent()
                || cause(e, SocketTimeoutException.class).isPresent()
                || cause(e, ClosedChannelException.class).isPresent();
        if (lineLost || !(e instanceof SSLException)) {
            return Optional.empty();
        }
        String detail = Printable.of(String.valueOf(e.getMessage()), MAX_DETAIL);
        boolean untrusted = cause(e, CertificateException.class).isPresent()
                || cause(e, CertPathBuilderException.class).isPresent();
        return Optional.of(
                untrusted
                        ? "the relay's certificate cannot be trusted: " + detail
                                + "; correct the host in url, or name the root in trust-file"
                        : "TLS with the relay is not possible: " + detail);
    }

    /** The first of a kind among an exception and what caused it. */
    static <T extends Throwable> Optional<T> cause(Throwable thrown, Class<T> kind) {
        Throwable at = thrown;
        for (int i = 0; i < MAX_CAUSES && at != null; i++) {
            if (kind.isInstance(at)) {
                return Optional.of(kind.cast(at));
            }
            at = at.getCause();
        }
        return Optional.empty();
    }
}
