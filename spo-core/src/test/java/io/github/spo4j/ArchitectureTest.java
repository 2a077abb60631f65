package io.github.spo4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows between the packages, and what is public. */
@AnalyzeClasses(packages = "io.github.spo4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Each package and the ones of ours that it may use. */
    private static final Map<String, String[]> MAY_USE = Map.of(
            "model",
            new String[] {},
            "template",
            new String[] {},
            "instruction",
            new String[] {},
            "prompt",
            new String[] {"template", "model"},
            "export",
            new String[] {"prompt", "model"},
            "live",
            new String[] {"prompt"},
            "journal",
            new String[] {"model"},
            "run",
            new String[] {"journal", "template", "model"},
            "judge",
            new String[] {"run", "template", "instruction", "model"},
            "style",
            new String[] {"journal", "template", "instruction", "model"});

    private static final String ROOT = "io.github.spo4j";

    @ArchTest
    static final ArchRule packages_form_no_cycle =
            slices().matching("io.github.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule core_knows_no_framework =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.langchain4j..", "org.springframework..");

    @ArchTest
    static final ArchRule libraries_show_in_no_public_signature = noCodeUnits()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .haveRawReturnType(aLibrary())
            .orShould()
            .haveRawParameterTypes(DescribedPredicate.describe(
                    "any of a library", types -> types.stream().anyMatch(aLibrary())));

    @ArchTest
    static final ArchRule no_bucket_names =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)");

    @ArchTest
    static final ArchRule public_classes_are_final = classes()
            .that()
            .arePublic()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule nothing_is_printed =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @TestFactory
    Stream<DynamicTest> a_package_uses_only_what_it_may() {
        JavaClasses imported = new com.tngtech.archunit.core.importer.ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
        return MAY_USE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    String[] allowed = Stream.concat(Arrays.stream(entry.getValue()), Stream.of(entry.getKey()))
                            .map(name -> ROOT + "." + name)
                            .toArray(String[]::new);
                    DescribedPredicate<JavaClass> foreign =
                            resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed)));
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + "." + entry.getKey())
                            .should()
                            .dependOnClassesThat(foreign)
                            .check(imported);
                    assertThat(imported.containPackage(ROOT + "." + entry.getKey()))
                            .isTrue();
                }));
    }

    private static DescribedPredicate<JavaClass> aLibrary() {
        return resideInAnyPackage("com.fasterxml..", "org.yaml..", "io.github.resilience4j..", "com.github.benmanes..");
    }
}
