package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.footfall.support.Artifact;
import io.footfall.support.PackagedService;
import io.quarkus.caffeine.runtime.graal.CacheConstructorsFeature;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Caffeine loads classes by names that it builds from the options of a cache. A native executable finds only registered
 * classes. This test runs the service on a JVM to find out which classes are needed.
 */
class NativeCachesIT {

    /** The generated class names consist of capital letters only. */
    private static final Pattern OF_CAFFEINE = Pattern.compile("com\\.github\\.benmanes\\.caffeine\\.cache\\.[A-Z]+");

    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(Path.of("target", "classes"));

    private static Set<String> live;

    @BeforeAll
    static void useTheService() throws IOException, InterruptedException {
        assumeFalse(Artifact.isNative(), "a JVM says of which classes it has instances");
        try (PackagedService service = new PackagedService(Map.of()).start()) {
            useEachCache(service);
            live = service.liveClasses();
        }
    }

    private static void useEachCache(PackagedService service) throws IOException, InterruptedException {
        String id = "n" + UUID.randomUUID().toString().substring(0, 8);
        service.put(
                "/api/stories/" + id, new JsonObject().put("title", "Keeper").put("authorId", "ada"));
        service.asService("/api/stories/" + id + "/view", new JsonObject().put("userId", "u1"));
        service.asService("/api/rate-limits/login/check", new JsonObject().put("key", "u1"));
        service.sync();
        service.get("/api/stories/" + id);
        service.get("/api/stories");
        service.get("/api/trending");
        service.readAsOperator("/api/v1/cache");
    }

    @Test
    void eachClassThatMakesACacheWasUsed() {
        assertThat(CLASSES.stream().filter(NativeCachesIT::makesCaches).map(JavaClass::getName))
                .isNotEmpty()
                .isSubsetOf(live);
    }

    private static boolean makesCaches(JavaClass type) {
        return type.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Caffeine.class)
                        && call.getTarget().getName().equals("newBuilder"));
    }

    @Test
    void eachClassOfACacheIsRegistered() {
        assertThat(live.stream().filter(OF_CAFFEINE.asMatchPredicate()))
                .hasSizeGreaterThan(4)
                .isSubsetOf(Stream.concat(byQuarkus(), byFootfall()).toList());
    }

    private static Stream<String> byQuarkus() {
        return Stream.of(CacheConstructorsFeature.typesNeedingConstructorsRegistered());
    }

    private static Stream<String> byFootfall() {
        return CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(RegisterForReflection.class))
                .flatMap(type -> Stream.of(
                        type.getAnnotationOfType(RegisterForReflection.class).classNames()));
    }
}
