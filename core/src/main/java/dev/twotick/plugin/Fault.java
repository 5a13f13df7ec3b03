package dev.twotick.plugin;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the setting at fault
 * @param problem what is wrong and how to mend it, in one sentence; never a secret's value
 */
public record Fault(String key, String problem) {
    @Override
    public String toString() {
        return key + ": " + problem;
    }
}
