package dev.twotick.cli;

/** What an operator found out about a letter in doubt. */
enum Finding {
    /** A relay took it. */
    SUBMITTED,
    /** No relay took it. */
    NOT_SUBMITTED
}
