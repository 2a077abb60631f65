package io.github.spo4j.examples;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows between the packages of the examples. */
class ArchitectureTest {

    private static final String ROOT = "io.github.spo4j.examples";

    /** Each package and the ones of the examples that it may use. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("terminal", List.of()),
            Map.entry("view", List.of()),
            Map.entry("simulation", List.of()),
            Map.entry("demo", List.of()),
            Map.entry("ownport", List.of()),
            Map.entry("quickstart", List.of("simulation")),
            Map.entry("aiservice", List.of("simulation")),
            Map.entry("startup", List.of("simulation")),
            Map.entry("server.storage", List.of()),
            Map.entry("server.job", List.of("server.storage", "view")),
            Map.entry("report", List.of("terminal")),
            Map.entry("server", List.of("report", "server.job", "view")),
            Map.entry("cli", List.of("demo", "report", "server", "server.job", "simulation", "terminal", "view")));

    /** What the service is started with; no other command has to load it. */
    private static final Set<String> START_THE_SERVER = Set.of("Service", "ServiceModels", "SimulatedModels");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @TestFactory
    Stream<DynamicTest> a_package_uses_only_what_it_may() {
        return MAY_USE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    List<String> allowed = new ArrayList<>(entry.getValue());
                    allowed.add(entry.getKey());
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + entry.getKey())
                            .should()
                            .dependOnClassesThat(areOursBut(allowed))
                            .check(CLASSES);
                }));
    }

    private static DescribedPredicate<JavaClass> areOursBut(List<String> packages) {
        String[] allowed = packages.stream().map(name -> ROOT + "." + name).toArray(String[]::new);
        return resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed)));
    }

    /** The benchmarks use what they measure, and nothing uses them. */
    @Test
    void each_package_but_the_benchmarks_is_named_here() {
        Set<String> there = CLASSES.stream()
                .map(JavaClass::getPackageName)
                .map(name -> name.substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(there).contains("bench");
        there.remove("bench");
        assertThat(there).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    }

    @Test
    void of_the_commands_only_serve_loads_the_server() {
        Set<String> loading = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(ROOT + ".cli"))
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(arrow -> resideInAPackage(ROOT + ".server..").test(arrow.getTargetClass())))
                .map(type -> outermost(type).getSimpleName())
                .collect(Collectors.toSet());

        assertThat(loading).isEqualTo(START_THE_SERVER);
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }

    /** As a user's program on the module path, benchmarks included. */
    @Test
    void uses_only_what_the_library_exports() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.spo4j.internal..", "io.github.spo4j.engine..")
                .check(CLASSES);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("io.github.spo4j.(**)").should().beFreeOfCycles().check(CLASSES);
    }
}
