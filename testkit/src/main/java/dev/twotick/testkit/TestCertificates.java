package dev.twotick.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certification authority of its own and a certificate for a server on this machine, made when asked for with the JDK's
 * {@code keytool}. Takes a second or two; make one for a whole test class. Immutable.
 */
public final class TestCertificates {
    private static final String PASSWORD = "only-for-tests";
    private static final String CA = "ca";
    private static final String INTERMEDIATE = "intermediate";
    private static final String SERVER = "server";
    private static final List<String> EC = List.of("-keyalg", "EC", "-groupname", "secp256r1");

    private final SSLContext server;
    private final Path keys;
    private final Path trustFile;
    private final String signer;

    /**
     * What one side shows to the other.
     *
     * @param certificate a PEM file with its certificate, and behind it those between it and the root
     * @param key a PEM file with its private key in PKCS#8, not encrypted
     */
    public record PemFiles(Path certificate, Path key) {}

    private TestCertificates(SSLContext server, Path keys, Path trustFile, String signer) {
        this.server = server;
        this.keys = keys;
        this.trustFile = trustFile;
        this.signer = signer;
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
        return create(directory, List.of(names), List.of("-validity", "30"));
    }

    /**
     * Makes a certificate for {@code localhost} and 127.0.0.1 that is no longer valid.
     *
     * @param directory where the files go; it must exist and hold none made earlier
     * @return the certificates
     */
    public static TestCertificates expired(Path directory) {
        return create(
                directory, List.of("dns:localhost", "ip:127.0.0.1"), List.of("-startdate", "-20d", "-validity", "10"));
    }

    /**
     * Makes a certificate that names its host in the common name only, which no client may take (RFC 9525 section 6.3).
     *
     * @param directory where the files go; it must exist and hold none made earlier
     * @param host the host
     * @return the certificates
     */
    public static TestCertificates inTheCommonNameOnly(Path directory, String host) {
        return create(directory, host, CA, List.of("-validity", "30"));
    }

    /**
     * Makes certificates for {@code localhost} and 127.0.0.1, and for clients, that the authority in the trust file has not signed
     * itself, but another one that it has.
     *
     * @param directory where the files go; it must exist and hold none made earlier
     * @return the certificates
     */
    public static TestCertificates inAChain(Path directory) {
        return create(
                directory,
                "localhost",
                INTERMEDIATE,
                List.of("-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "30"));
    }

    private static TestCertificates create(Path directory, List<String> names, List<String> validity) {
        List<String> more = new ArrayList<>(List.of("-ext", "san=" + String.join(",", names)));
        more.addAll(validity);
        return create(directory, names.get(0).substring(names.get(0).indexOf(':') + 1), CA, more);
    }

    private static TestCertificates create(Path directory, String commonName, String signer, List<String> options) {
        try {
            Path keys = directory.resolve("server.p12");
            keytool(keys, CA, EC, "CN=Twotick test authority", List.of("-ext", "bc:c=ca:true", "-validity", "30"));
            if (signer.equals(INTERMEDIATE)) {
                List<String> signed = List.of("-signer", CA, "-ext", "bc:c=ca:true", "-validity", "30");
                keytool(keys, INTERMEDIATE, EC, "CN=Twotick test authority below", signed);
            }
            List<String> more = new ArrayList<>(List.of("-signer", signer));
            more.addAll(options);
            keytool(keys, SERVER, EC, "CN=" + commonName, more);
            return read(keys, directory.resolve("ca.pem"), signer);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("the certificates cannot be read back", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestCertificates read(Path keys, Path trustFile, String signer)
            throws IOException, GeneralSecurityException {
        KeyStore store = load(keys);
        Certificate authority = store.getCertificate(CA);
        Files.writeString(trustFile, pem("CERTIFICATE", authority.getEncoded()));
        // the authorities' own keys must not be offered to clients
        store.deleteEntry(CA);
        store.deleteEntry(INTERMEDIATE);
        store.setCertificateEntry(CA, authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
        return new TestCertificates(context, keys, trustFile, signer);
    }

    /**
     * Makes a certificate for a client.
     *
     * @param algorithm {@code RSA}, {@code EC} or {@code Ed25519}
     * @return its files, beside those of the server
     * @throws UncheckedIOException when the files or the certificate cannot be made
     */
    public PemFiles client(String algorithm) {
        String alias = "client-" + algorithm.toLowerCase(Locale.ROOT);
        try {
            keytool(
                    keys,
                    alias,
                    algorithm.equals("RSA")
                            ? List.of("-keyalg", "RSA", "-keysize", "2048")
                            : List.of("-keyalg", algorithm),
                    "CN=client",
                    List.of("-signer", signer, "-validity", "30"));
            return pemFiles(alias);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("the certificate cannot be read back", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The server's certificate and key, for a server that reads files.
     *
     * @return its files, beside the trust file
     * @throws UncheckedIOException when the files cannot be written
     */
    public PemFiles server() {
        try {
            return pemFiles(SERVER);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException("the certificate cannot be read back", e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PemFiles pemFiles(String alias) throws IOException, GeneralSecurityException {
        KeyStore store = load(keys);
        Path certificate = keys.resolveSibling(alias + ".pem");
        Path key = keys.resolveSibling(alias + ".key");
        StringBuilder chain = new StringBuilder();
        Certificate[] upToTheRoot = store.getCertificateChain(alias);
        for (int i = 0; i < upToTheRoot.length - 1; i++) {
            chain.append(pem("CERTIFICATE", upToTheRoot[i].getEncoded()));
        }
        Files.writeString(certificate, chain);
        Files.writeString(
                key,
                pem("PRIVATE KEY", store.getKey(alias, PASSWORD.toCharArray()).getEncoded()));
        return new PemFiles(certificate, key);
    }

    private static String pem(String label, byte[] der) {
        Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static KeyStore load(Path keys) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static void keytool(Path keys, String alias, List<String> algorithm, String name, List<String> more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
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
        command.addAll(algorithm);
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
