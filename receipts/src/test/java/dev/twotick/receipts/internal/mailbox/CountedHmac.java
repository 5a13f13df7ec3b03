package dev.twotick.receipts.internal.mailbox;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/** Counts the signatures that the reader of receipts computes, while it is installed as the platform's first provider. */
final class CountedHmac implements AutoCloseable {
    private static final String HMAC = "HmacSHA256";
    private static final String NAME = "TwotickCountedHmac";
    private static final AtomicInteger COMPUTED = new AtomicInteger();

    private final int before = COMPUTED.get();

    private CountedHmac() {}

    static CountedHmac install() {
        Security.insertProviderAt(new Counting(), 1);
        return new CountedHmac();
    }

    int computed() {
        return COMPUTED.get() - before;
    }

    @Override
    public void close() {
        Security.removeProvider(NAME);
    }

    private static final class Counting extends Provider {
        private static final long serialVersionUID = 1;

        Counting() {
            super(NAME, "1", "counts signatures");
            put("Mac." + HMAC, Counted.class.getName());
        }
    }

    /** Public with a public constructor, since the platform makes it. */
    public static final class Counted extends MacSpi {
        private final Mac mac;

        /** Hands everything on to the platform's own. */
        public Counted() throws GeneralSecurityException {
            mac = Mac.getInstance(HMAC, "SunJCE");
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters) throws InvalidKeyException {
            mac.init(key);
        }

        @Override
        protected void engineUpdate(byte input) {
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            mac.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            if (World.isTheReader()) {
                COMPUTED.incrementAndGet();
            }
            return mac.doFinal();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}
