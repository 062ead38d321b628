package io.footfall;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

@AnalyzeClasses(packages = "io.footfall", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final long MOST_CLASSES_OF_A_PACKAGE = 25;

    private static final Map<String, Long> STILL_LARGER = Map.of(
            "io.footfall.platform.web", 50L,
            "io.footfall.platform.identity", 29L,
            "io.footfall.capability.ratelimit", 35L,
            "io.footfall.capability.notifications", 33L,
            "io.footfall.product.admin", 29L,
            "io.footfall.product.catalog", 29L);

    @ArchTest
    static final ArchRule arrowsPointOneWay = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("product")
            .definedBy("io.footfall.product..")
            .layer("capability")
            .definedBy("io.footfall.capability..")
            .layer("platform")
            .definedBy("io.footfall.platform..")
            .whereLayer("product")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("capability")
            .mayOnlyBeAccessedByLayers("product");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("io.footfall.(*).(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule packagesOfViewsFormNoCycle =
            slices().matching("io.footfall.product.views.(*)..").should().beFreeOfCycles();

    /** A package is to be understood at one sitting. Packages that are still larger may shrink, and not grow. */
    @ArchTest
    static void packagesAreSmall(JavaClasses classes) {
        Map<String, Long> sizes = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(each -> !each.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

        assertThat(sizes).allSatisfy((name, size) -> assertThat(size)
                .as(name)
                .isLessThanOrEqualTo(STILL_LARGER.getOrDefault(name, MOST_CLASSES_OF_A_PACKAGE)));
    }

    /** A simple name identifies one class, for readers and for grep. */
    @ArchTest
    static void simpleNamesAreUnique(JavaClasses classes) {
        Map<String, List<String>> named = classes.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(each -> !each.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(
                        JavaClass::getSimpleName, Collectors.mapping(JavaClass::getName, Collectors.toList())));

        assertThat(named.values()).allMatch(classesOfOneName -> classesOfOneName.size() == 1);
    }

    @ArchTest
    static final ArchRule nothingAsksTheSystemForTheTime = ArchRuleDefinition.noClasses()
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");
}
