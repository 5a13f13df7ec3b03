package dev.twotick.cli;

/** How much is logged; it has to be said before the first logger is made. */
final class LogLevel {
    private static final String PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";

    private LogLevel() {}

    /** Sets the level unless the JVM was started with another one. */
    static void set(String level) {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, level);
        }
    }
}
