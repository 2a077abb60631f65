package io.github.spo4j;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.github.spo4j.internal.CallThreads;
import io.github.spo4j.internal.Json;
import io.github.spo4j.internal.Sha256;
import io.github.spo4j.model.SpoException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the arrows between the packages, and what is public. */
@AnalyzeClasses(packages = "io.github.spo4j", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Each package and the ones of ours that it may use. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("model", List.of()),
            Map.entry("internal", List.of("model")),
            Map.entry("template", List.of("model", "internal")),
            Map.entry("instruction", List.of("internal")),
            Map.entry("storage", List.of("model", "internal")),
            Map.entry("policy", List.of("model", "internal")),
            Map.entry("prompt", List.of("model", "internal")),
            Map.entry("run", List.of("model", "template", "internal")),
            Map.entry("judge", List.of("evaluation", "run", "template", "internal")),
            Map.entry("evaluation", List.of("run", "template", "model", "internal")),
            Map.entry("engine.answer", List.of("run", "prompt", "template", "model", "internal")),
            Map.entry(
                    "engine.evaluation",
                    List.of(
                            "evaluation",
                            "engine.answer",
                            "engine.judge",
                            "judge",
                            "run",
                            "template",
                            "model",
                            "internal")),
            Map.entry("export", List.of("prompt", "model", "internal")),
            Map.entry("live", List.of("prompt", "model", "internal")),
            Map.entry("engine.session", List.of("storage", "policy", "model", "internal")),
            Map.entry("engine.judge", List.of("judge", "run", "instruction", "template", "model", "internal")),
            Map.entry(
                    "engine.optimize",
                    List.of(
                            "engine.evaluation",
                            "engine.answer",
                            "engine.judge",
                            "engine.session",
                            "evaluation",
                            "judge",
                            "run",
                            "instruction",
                            "prompt",
                            "storage",
                            "policy",
                            "template",
                            "model",
                            "internal")),
            Map.entry(
                    "style",
                    List.of("engine.session", "instruction", "storage", "policy", "template", "model", "internal")),
            Map.entry(
                    "",
                    List.of(
                            "engine.optimize",
                            "engine.evaluation",
                            "engine.answer",
                            "engine.judge",
                            "engine.session",
                            "evaluation",
                            "judge",
                            "run",
                            "instruction",
                            "prompt",
                            "export",
                            "storage",
                            "policy",
                            "template",
                            "model",
                            "internal")));

    /** All classes of packages in which each class uses only itself and later ones. */
    private static final Map<String, List<String>> ORDER = Map.of(
            "",
            List.of(
                    "PromptComparison",
                    "PromptOptimizer",
                    "StartedRun",
                    "OptimizationResult",
                    "RecordedRun",
                    "RunRequest"),
            "engine.optimize",
            List.of(
                    "Decisions",
                    "OptimizationLoop",
                    "ConfirmationWork",
                    "RoundWork",
                    "OpenRun",
                    "Estimator",
                    "RunDefinition",
                    "HandedOut",
                    "ConfirmationJson",
                    "RunSettings",
                    "AnswerRules",
                    "VotingChoice",
                    "RunEvents",
                    "RunOutcome",
                    "Proposer",
                    "OptimizerMessage",
                    "CopiedMaterial",
                    "TriedText",
                    "Tried",
                    "Answerer",
                    "RunQuestions",
                    "RunFiles",
                    "RoundFolders",
                    "PythonRounds",
                    "RoundJson",
                    "ResultsFile"));

    private static final String ROOT = "io.github.spo4j";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

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
            .and()
            .areDeclaredInClassesThat()
            .resideOutsideOfPackages(ROOT + ".internal..", ROOT + ".engine..")
            .should()
            .haveRawReturnType(aLibrary())
            .orShould()
            .haveRawParameterTypes(DescribedPredicate.describe(
                    "any of a library", types -> types.stream().anyMatch(aLibrary())));

    @ArchTest
    static final ArchRule digests_are_made_in_one_place = noClasses()
            .that()
            .doNotBelongToAnyOf(Sha256.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(MessageDigest.class);

    @ArchTest
    static final ArchRule json_mappers_are_made_in_one_place = noClasses()
            .that()
            .doNotBelongToAnyOf(Json.class)
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "makes a mapper",
                    call -> call.getTargetOwner().isAssignableTo(ObjectMapper.class)
                            && call.getName().equals("builder")))
            .orShould()
            .callConstructorWhere(DescribedPredicate.describe(
                    "makes a mapper", call -> call.getTargetOwner().isAssignableTo(ObjectMapper.class)));

    @ArchTest
    static final ArchRule executors_are_made_in_one_place = noClasses()
            .that()
            .doNotBelongToAnyOf(CallThreads.class)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Executors.class);

    @ArchTest
    static final ArchRule files_are_moved_and_forced_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".internal", ROOT + ".storage")
            .should()
            .callMethodWhere(DescribedPredicate.describe(
                    "moves or forces a file",
                    call -> (call.getTargetOwner().isEquivalentTo(Files.class)
                                    && call.getName().equals("move"))
                            || (call.getTargetOwner().isAssignableTo(FileChannel.class)
                                    && call.getName().equals("force"))));

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
            .and()
            .doNotBelongToAnyOf(SpoException.class) // what they have in common
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule nothing_is_printed =
            noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err");

    @TestFactory
    Stream<DynamicTest> a_package_uses_only_what_it_may() {
        return MAY_USE.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(packageName(entry.getKey()), () -> {
                    String[] allowed = Stream.concat(entry.getValue().stream(), Stream.of(entry.getKey()))
                            .map(ArchitectureTest::packageName)
                            .toArray(String[]::new);
                    DescribedPredicate<JavaClass> foreign =
                            resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed)));
                    noClasses()
                            .that()
                            .resideInAPackage(packageName(entry.getKey()))
                            .should()
                            .dependOnClassesThat(foreign)
                            .check(CLASSES);
                }));
    }

    @Test
    void each_package_is_named_here() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrderElementsOf(MAY_USE.keySet().stream()
                        .map(ArchitectureTest::packageName)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> a_class_uses_only_later_ones_of_its_package() {
        return ORDER.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(packageName(entry.getKey()), () -> {
                    List<String> order = entry.getValue();
                    List<JavaClass> inPackage = CLASSES.stream()
                            .filter(resideInAPackage(packageName(entry.getKey())))
                            .filter(type -> !type.getSimpleName().equals("package-info"))
                            .toList();

                    assertThat(inPackage.stream().map(ArchitectureTest::outermostName))
                            .as("classes in the order")
                            .containsAll(order)
                            .isSubsetOf(order);
                    assertThat(inPackage.stream()
                                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                                    .filter(used -> inPackage.contains(used.getTargetClass()))
                                    .filter(used -> order.indexOf(outermostName(used.getTargetClass()))
                                            < order.indexOf(outermostName(used.getOriginClass())))
                                    .map(Dependency::getDescription))
                            .as("uses of an earlier class")
                            .isEmpty();
                }));
    }

    /** Of a nested class the name of the class that its file is named after. */
    private static String outermostName(JavaClass type) {
        String name = type.getName().substring(type.getPackageName().length() + 1);
        return name.split("\\$", 2)[0];
    }

    private static String packageName(String part) {
        return part.isEmpty() ? ROOT : ROOT + "." + part;
    }

    private static DescribedPredicate<JavaClass> aLibrary() {
        return resideInAnyPackage("com.fasterxml..", "org.yaml..", "io.github.resilience4j..", "com.github.benmanes..");
    }
}
