package dev.twotick.cli.view;

/** Colours for a terminal, or none. */
public enum Ink {
    /** No colours: for files, pipes and everyone who asked for none. */
    PLAIN(false),
    /** ANSI colours. */
    COLOURS(true);

    private final boolean colours;

    Ink(boolean colours) {
        this.colours = colours;
    }

    /**
     * Good news.
     *
     * @param text harmless text
     * @return the text in green
     */
    public String good(String text) {
        return paint("32", text);
    }

    /**
     * Bad news.
     *
     * @param text harmless text
     * @return the text in red
     */
    public String bad(String text) {
        return paint("31", text);
    }

    /**
     * What is open.
     *
     * @param text harmless text
     * @return the text in yellow
     */
    public String open(String text) {
        return paint("33", text);
    }

    /**
     * Headings.
     *
     * @param text harmless text
     * @return the text in bold
     */
    public String strong(String text) {
        return paint("1", text);
    }

    /**
     * Details.
     *
     * @param text harmless text
     * @return the text, dimmed
     */
    public String faint(String text) {
        return paint("2", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
