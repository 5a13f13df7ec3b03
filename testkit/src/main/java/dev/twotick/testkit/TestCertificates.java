package dev.twotick.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certification authority of its own and a certificate for a server on this machine, made when asked for with the JDK's
 * {@code keytool}. Takes a second or two; make one for a whole test class. Immutable.
 */
public final class TestCertificates {
    private static final String PASSWORD = "only-for-tests";
    private static final String CA = "ca";

    private final SSLContext server;
    private final Path trustFile;

    private TestCertificates(SSLContext server, Path trustFile) {
        this.server = server;
        this.trustFile = trustFile;
    }

    /**
     * Makes certificates for {@code localhost} and 127.0.0.1.
     *
     * @param directory where the files go; it must exist
     * @return the certificates
     */
    public static TestCertificates create(Path directory) {
        return create(directory, "dns:localhost", "ip:127.0.0.1");
    }

    /**
     * Makes certificates for other names, for example for a host that nobody asked for.
     *
     * @param directory where the files go; it must exist and hold none made earlier
     * @param names each as {@code dns:mail.example.com} or {@code ip:192.0.2.1}
     * @return the certificates
     * @throws UncheckedIOException when the files or the certificates cannot be made
     */
    public static TestCertificates create(Path directory, String... names) {
        try {
            Path keys = directory.resolve("server.p12");
            keytool(keys, CA, "CN=Twotick test authority", List.of("-ext", "bc:c=ca:true"));
            keytool(
                    keys,
                    "server",
                    "CN=" + names[0].substring(names[0].indexOf(':') + 1),
                    List.of("-signer", CA, "-ext", "san=" + String.join(",", names)));
            return read(keys, directory.resolve("ca.pem"));
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("the certificates cannot be read back", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestCertificates read(Path keys, Path trustFile) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        String pem = "-----BEGIN CERTIFICATE-----\n"
                + lines.encodeToString(store.getCertificate(CA).getEncoded())
                + "\n-----END CERTIFICATE-----\n";
        Files.writeString(trustFile, pem);
        // the authority's own key must not be offered to clients
        store.deleteEntry(CA);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new TestCertificates(context, trustFile);
    }

    private static void keytool(Path keys, String alias, String name, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString(),
                "-alias",
                alias,
                "-dname",
                name));
        command.addAll(more);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (exitCode(process) != 0) {
            throw new IOException("keytool could not make the key of " + alias + ": " + said);
        }
    }

    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool ran", e);
        }
    }

    /**
     * What a server needs to speak TLS.
     *
     * @return the context with the server's key
     */
    public SSLContext serverContext() {
        return server;
    }

    /**
     * The authority's certificate, for a client's {@code trust-file}.
     *
     * @return a PEM file
     */
    public Path trustFile() {
        return trustFile;
    }
}
