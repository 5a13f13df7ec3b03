package dev.twotick.it;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/**
 * What a test needs of its machine. Where it is missing the test is skipped and says why; with {@code
 * -Dtwotick.tests.require=true} it fails, so that a machine meant to run all tests cannot pass over some.
 */
public final class Requirement {
    private static final String REQUIRE = "twotick.tests.require";

    private Requirement() {}

    /**
     * Ends the running test.
     *
     * @param reason what is missing
     */
    public static void missing(String reason) {
        if (Boolean.getBoolean(REQUIRE)) {
            fail(reason);
        }
        abort("skipped: " + reason);
    }
}
