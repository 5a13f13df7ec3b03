package dev.twotick.confirmation;

import static java.util.Objects.requireNonNull;

import dev.twotick.letter.Base32Hex;
import dev.twotick.letter.LetterId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that sign tokens. The first one signs for new letters, all of them verify, so that a key can be changed while letters
 * are under way: a new one is put before the others, and an old one stays for {@value #VALIDITY_DAYS} days. Immutable and
 * thread-safe; {@link #toString} shows no key.
 */
public final class TokenKeys {
    /** How long a token is valid, counted from the letter's acceptance: {@value} days. */
    public static final int VALIDITY_DAYS = 180;

    private static final int KEY_BYTES = 32;
    private static final int SECONDS_A_DAY = 86_400;
    private static final String HMAC = "HmacSHA256";

    /** Makes signatures of this kind of token useless for any later kind. */
    private static final byte[] PURPOSE = "twotick-token-1".getBytes(StandardCharsets.US_ASCII);

    private final Map<Integer, byte[]> keys;
    private final int signing;

    private TokenKeys(Map<Integer, byte[]> keys) {
        this.keys = keys;
        this.signing = keys.keySet().iterator().next();
    }

    /**
     * One new key that is not kept anywhere: receipts are recognised until the process ends.
     *
     * @param random a source of secret bits
     * @return the keys
     */
    public static TokenKeys ephemeral(SecureRandom random) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new TokenKeys(Map.of(1, key));
    }

    /**
     * Reads a key file, or makes it, readable by its owner only, when it is absent. Each line holds a key's number from 0 to
     * 255 and the key in hexadecimal digits, at least 16 bytes; lines that begin with {@code #} are skipped.
     *
     * @param file the file
     * @param random a source of secret bits for a new file
     * @return the keys
     * @throws IOException when it can be neither read nor made, or holds no usable key; the message says what to do
     */
    public static TokenKeys load(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            create(file, random);
        }
        Map<Integer, byte[]> keys = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                read(file, line.strip(), keys);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("the key file " + file + " holds no key; remove it to have a new one made");
        }
        return new TokenKeys(keys);
    }

    private static void read(Path file, String line, Map<Integer, byte[]> keys) throws IOException {
        String[] parts = line.split("\\s+", -1);
        try {
            int id = Integer.parseInt(parts[0]);
            byte[] key = HexFormat.of().parseHex(parts[1]);
            if (parts.length != 2 || id < 0 || id > 255 || key.length < 16 || keys.put(id, key) != null) {
                throw new IllegalArgumentException("out of range");
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // the line itself may be a secret: it is not shown
            throw new IOException(
                    "the key file " + file
                            + " has a line that is not of the form NUMBER KEY (0 to 255, each once; at least"
                            + " 32 hexadecimal digits)",
                    e);
        }
    }

    private static void create(Path file, SecureRandom random) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String text = "# Twotick signs its tokens with the first key and takes receipts signed with any of them.\n1 "
                + HexFormat.of().formatHex(key) + "\n";
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        // written beside and moved, so that a second process never reads half a key
        Path directory = file.toAbsolutePath().getParent();
        Path fresh = Files.createTempFile(directory, ".twotick", ".key", ownerOnly);
        try {
            Files.writeString(fresh, text, StandardOpenOption.TRUNCATE_EXISTING);
            Files.createLink(file.toAbsolutePath(), fresh);
        } catch (FileAlreadyExistsException e) {
            // another process was quicker: its key is the one
        } catch (UnsupportedOperationException e) {
            Files.move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Signs a token.
     *
     * @param letter the letter
     * @param recipient the recipient's number from 1, or {@link Token#WHOLE_LETTER}
     * @param canonicalAddress the recipient's address in its canonical form; empty for the letter as a whole
     * @param acceptedAt the letter's acceptance, so that the token is the same on every attempt
     * @return the token
     */
    public Token issue(LetterId letter, int recipient, String canonicalAddress, Instant acceptedAt) {
        return issue(letter, recipient, canonicalAddress, acceptedAt, Optional.empty());
    }

    /** With a key of before, if it is still there: what was asked for with it is then asked for in the same words again. */
    Token issue(
            LetterId letter,
            int recipient,
            String canonicalAddress,
            Instant acceptedAt,
            Optional<Integer> preferredKey) {
        int id = preferredKey.filter(keys::containsKey).orElse(signing);
        int expiryDay = (int) (acceptedAt.plus(Duration.ofDays(VALIDITY_DAYS)).getEpochSecond() / SECONDS_A_DAY);
        Token unsigned = new Token(id, letter, recipient, expiryDay, "");
        byte[] key = requireNonNull(keys.get(id), "key");
        return new Token(id, letter, recipient, expiryDay, mac(key, unsigned, canonicalAddress));
    }

    /**
     * Tells whether a token is ours, for that address, and not expired. Takes the same time whatever is wrong with the
     * signature.
     *
     * @param token a parsed token
     * @param canonicalAddress the address that the letter has for the token's recipient; empty for the letter as a whole
     * @param now the time
     * @return true when it is genuine
     */
    public boolean genuine(Token token, String canonicalAddress, Instant now) {
        byte[] key = keys.get(token.keyId());
        if (key == null || !mayBeGenuine(token, now)) {
            return false;
        }
        byte[] expected = mac(key, token, canonicalAddress).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(expected, token.mac().getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Tells at no cost whether a token may be genuine: its key is one of ours and its time is not over. Most that is forged
     * or made by others fails here, before any letter is looked for.
     *
     * @param token a parsed token
     * @param now the time
     * @return false when {@link #genuine} is false for every address
     */
    public boolean mayBeGenuine(Token token, Instant now) {
        return keys.containsKey(token.keyId()) && now.getEpochSecond() / SECONDS_A_DAY <= token.expiryDay();
    }

    private static String mac(byte[] key, Token token, String canonicalAddress) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            for (byte[] part : List.of(PURPOSE, token.claim(), canonicalAddress.getBytes(StandardCharsets.UTF_8))) {
                mac.update(part);
            }
            return Base32Hex.encode(Arrays.copyOf(mac.doFinal(), Token.MAC_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "TokenKeys" + keys.keySet();
    }
}
