package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.footfall.Footfall;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/**
 * All static initializers run when a native executable is built. What they read is the state of the build machine, and
 * it stays in the executable.
 */
class BuildTimeInitialisationTest {

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** Types whose methods return different results on each machine or at each start. */
    private static final Set<String> OF_THE_RUN = Set.of(
            "org.eclipse.microprofile.config.ConfigProvider",
            "io.quarkus.runtime.configuration.ConfigUtils",
            "java.lang.Runtime",
            "java.lang.ProcessHandle",
            "java.lang.management.ManagementFactory",
            "java.net.InetAddress",
            "java.net.NetworkInterface",
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.http.HttpClient",
            "java.nio.file.Files",
            "java.io.File",
            "java.io.FileInputStream",
            "java.io.FileReader",
            "java.security.SecureRandom",
            "java.util.Random",
            "java.util.SplittableRandom",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.concurrent.Executors",
            "io.micrometer.core.instrument.Metrics");

    /** For these types, only the listed methods do so. */
    private static final Map<String, Set<String>> METHODS_OF_THE_RUN = Map.of(
            "java.lang.System", Set.of("getenv", "getProperty", "getProperties", "nanoTime", "currentTimeMillis"),
            "java.lang.Math", Set.of("random"),
            "java.lang.Thread", Set.of("start"),
            "java.util.UUID", Set.of("randomUUID"),
            "java.util.Locale", Set.of("getDefault"),
            "java.util.TimeZone", Set.of("getDefault"),
            "java.time.ZoneId", Set.of("systemDefault"),
            "java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system"),
            "java.nio.charset.Charset", Set.of("defaultCharset"),
            "java.nio.file.Path", Set.of("toAbsolutePath", "toRealPath"));

    @Test
    void noStaticInitialiserReadsWhatIsKnownAtRunTimeAlone() {
        assertThat(CLASSES.stream()
                        .flatMap(type -> type.getStaticInitializer().stream())
                        .flatMap(initialiser -> Reached.from(initialiser, BuildTimeInitialisationTest::isOfTheRun)))
                .isEmpty();
    }

    /** In a native executable, the registered configuration is that of the build until Quarkus runs. */
    @Test
    void nobodyAsksForTheRegisteredConfigurationBeforeQuarkusRuns() {
        JavaClass entry = CLASSES.get(Footfall.class);

        assertThat(Reached.from(entry.getMethod("main", String[].class), target -> target.getOwner()
                        .isEquivalentTo(ConfigProvider.class)))
                .isEmpty();
    }

    private static boolean isOfTheRun(AccessTarget target) {
        String owner = target.getOwner().getName();
        return OF_THE_RUN.contains(owner)
                || owner.startsWith("java.time.") && target.getName().equals("now")
                || METHODS_OF_THE_RUN.getOrDefault(owner, Set.of()).contains(target.getName());
    }
}
