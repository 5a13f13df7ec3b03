package dev.twotick.cli;

/** What the command's exit status tells a script. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAULT = 1;
    static final int USAGE = 2;
    static final int STILL_WAITING = 3;
    static final int FAILED = 4;
    static final int IN_DOUBT = 5;

    private ExitCode() {}
}
