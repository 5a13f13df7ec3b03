package dev.twotick.it;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.twotick.plugin.DeliveryConfirmationProvider;
import dev.twotick.plugin.OutboxProvider;
import dev.twotick.plugin.Plugin;
import dev.twotick.plugin.SentStoreProvider;
import dev.twotick.plugin.TransportProvider;
import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The jars as users get them: on the class path and on the module path alike. */
class PackagingIT {
    private static final Set<String> ADAPTERS = Set.of(
            "dev.twotick.core",
            "dev.twotick.smtp",
            "dev.twotick.imap",
            "dev.twotick.receipts",
            "dev.twotick.jdbc",
            "dev.twotick.metrics",
            "dev.twotick.guice");

    private static List<Path> classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    /** What the adapters need, without test libraries, some of which cannot stand on one module path together. */
    private static Path[] modulePath() {
        List<String> leftOut = List.of(
                "junit",
                "archunit",
                "mockito",
                "assertj",
                "greenmail",
                "testkit",
                "hamcrest",
                "examples",
                "twotick-0",
                "twotick.jar");
        return classPath().stream()
                .filter(jar -> leftOut.stream().noneMatch(jar.getFileName().toString()::contains))
                .toArray(Path[]::new);
    }

    static Stream<Class<? extends Plugin<?>>> kinds() {
        return Stream.of(
                TransportProvider.class,
                SentStoreProvider.class,
                DeliveryConfirmationProvider.class,
                OutboxProvider.class);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void classPathAndModulePathListTheSameProviders(Class<? extends Plugin<?>> kind) throws Exception {
        Set<String> onClassPath = ServiceLoader.load(kind, getClass().getClassLoader()).stream()
                .map(provider -> provider.type().getName())
                .filter(name -> !name.startsWith("dev.twotick.examples"))
                .collect(toSet());
        ModuleFinder finder = ModuleFinder.of(modulePath());
        Configuration configuration =
                ModuleLayer.boot().configuration().resolveAndBind(finder, ModuleFinder.of(), ADAPTERS);
        ModuleLayer layer =
                ModuleLayer.boot().defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());
        Class<?> kindThere = layer.findLoader("dev.twotick.core").loadClass(kind.getName());
        Set<String> onModulePath = ServiceLoader.load(layer, kindThere).stream()
                .map(provider -> provider.type().getName())
                .collect(toSet());
        assertThat(onModulePath).isNotEmpty().isEqualTo(onClassPath);
    }

    @Test
    void everyJarOfOursHasAStableModuleNameAndItsLicence() throws IOException {
        Set<String> names = ModuleFinder.of(modulePath()).findAll().stream()
                .map(ModuleReference::descriptor)
                .map(descriptor -> descriptor.name())
                .collect(toSet());
        assertThat(names).containsAll(ADAPTERS);
        List<Path> ours = classPath().stream()
                .filter(jar -> jar.getFileName().toString().startsWith("twotick"))
                .toList();
        assertThat(ours).hasSizeGreaterThanOrEqualTo(ADAPTERS.size());
        for (Path jar : ours) {
            try (JarFile file = new JarFile(jar.toFile())) {
                assertThat(file.getEntry("META-INF/LICENSE"))
                        .as("licence in %s", jar)
                        .isNotNull();
            }
        }
    }
}
