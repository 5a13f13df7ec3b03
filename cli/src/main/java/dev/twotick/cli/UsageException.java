package dev.twotick.cli;

/** The command cannot be carried out as it was called. Nothing was done. */
final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Names the argument and the problem.
     *
     * @param argument the flag or file at fault
     * @param problem what is wrong and what to do instead
     */
    UsageException(String argument, String problem) {
        super(argument + ": " + problem);
    }
}
