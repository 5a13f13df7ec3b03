package dev.twotick.benchmarks.process;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which versions are compared. */
public final class Versions {
    private Versions() {}

    /**
     * The versions of libraries on the class path.
     *
     * @param artifacts their names
     * @return for example {@code angus-mail 2.0.5, db-scheduler 16.9.0}
     */
    public static String of(String... artifacts) {
        List<String> found = new ArrayList<>();
        for (String artifact : artifacts) {
            Pattern jar = Pattern.compile(".*[/\\\\]" + Pattern.quote(artifact) + "-(\\d.*)\\.jar");
            for (String entry : System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1)) {
                Matcher matcher = jar.matcher(entry);
                if (matcher.matches()) {
                    found.add(artifact + " " + matcher.group(1));
                }
            }
        }
        return String.join(", ", found);
    }

    /**
     * Postfix's version.
     *
     * @return for example {@code Postfix 3.7.11}
     */
    public static String postfix() {
        try {
            return "Postfix "
                    + Command.run("/usr/sbin/postconf", "-d", "-h", "mail_version")
                            .strip();
        } catch (IOException e) {
            return "no Postfix";
        }
    }
}
