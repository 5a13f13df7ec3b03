/**
 * How adapters are found and configured: {@link java.util.ServiceLoader} lists what is on the class path, the scheme of a
 * URL in the settings names the one to use, and an instance that code hands over wins.
 *
 * <p>Start with {@link dev.twotick.plugin.Settings} (one flat map of words), {@link dev.twotick.plugin.Section} (what a plugin
 * reads from it) and {@link dev.twotick.plugin.Plugins} (what is there). All faults of a configuration are reported together
 * in one {@link dev.twotick.plugin.ConfigurationException}.
 */
@NullMarked
package dev.twotick.plugin;

import org.jspecify.annotations.NullMarked;
