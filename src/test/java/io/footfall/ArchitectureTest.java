package io.footfall;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

@AnalyzeClasses(packages = "io.footfall", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("features")
            .definedBy("..views..", "..catalog..", "..notifications..", "..analytics..", "..admin..")
            .layer("capabilities")
            .definedBy(
                    "..locks..",
                    "..cache..",
                    "..ratelimit..",
                    "..jobs..",
                    "..idempotency..",
                    "..sessions..",
                    "..scores..",
                    "..counters..",
                    "..leaderboards..",
                    "..flags..")
            .layer("platform")
            .definedBy("..redis..", "..db..", "..store..", "..identity..", "..web..", "..tracing..", "..cors..")
            .whereLayer("features")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("capabilities")
            .mayOnlyBeAccessedByLayers("features");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.footfall.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nothingAsksTheSystemForTheTime = ArchRuleDefinition.noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
