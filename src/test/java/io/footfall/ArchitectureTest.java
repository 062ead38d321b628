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
