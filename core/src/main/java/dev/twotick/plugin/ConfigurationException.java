package dev.twotick.plugin;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with everything that is wrong with it. Thrown before anything is opened for work. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Everything that is wrong. */
    private final transient List<Fault> faults;

    /**
     * Reports faults.
     *
     * @param faults at least one
     */
    public ConfigurationException(List<Fault> faults) {
        super(message(faults));
        this.faults = List.copyOf(faults);
    }

    /**
     * Reports one fault.
     *
     * @param key the setting at fault
     * @param problem what is wrong and how to mend it
     */
    public ConfigurationException(String key, String problem) {
        this(List.of(new Fault(key, problem)));
    }

    /**
     * Everything that is wrong.
     *
     * @return at least one fault
     */
    public List<Fault> faults() {
        return faults;
    }

    private static String message(List<Fault> faults) {
        if (faults.size() == 1) {
            return faults.get(0).toString();
        }
        return faults.stream()
                .map(fault -> "  - " + fault)
                .collect(Collectors.joining("\n", faults.size() + " faults in the configuration:\n", ""));
    }
}
