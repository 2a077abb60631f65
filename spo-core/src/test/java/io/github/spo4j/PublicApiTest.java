package io.github.spo4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users can see, against the list that is checked in: {@code public-api.txt}. A change of it is meant, or a slip. */
class PublicApiTest {

    private static final int MOST_TYPES = 74;

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.github.spo4j");

    private static final Set<String> EXPORTED = exported();

    private static Set<String> exported() {
        try { // by its place: as a resource it would be that of any module
            Path classes = Path.of(PromptOptimizer.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return ModuleFinder.of(classes).find("io.github.spo4j").orElseThrow().descriptor().exports().stream()
                    .filter(export -> !export.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A nested type is seen if all that it stands in are. */
    private static boolean isSeen(JavaClass type) {
        boolean open = type.getModifiers().contains(JavaModifier.PUBLIC);
        return open
                && EXPORTED.contains(type.getPackageName())
                && type.getEnclosingClass().map(PublicApiTest::isSeen).orElse(true);
    }

    @Test
    void is_what_the_list_says() throws IOException {
        String list;
        try (InputStream file = PublicApiTest.class.getResourceAsStream("/public-api.txt")) {
            list = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
        }

        assertThat(CLASSES.stream().filter(PublicApiTest::isSeen).map(JavaClass::getName))
                .as("the public types; if the change is meant, change public-api.txt and say why in the commit")
                .containsExactlyInAnyOrderElementsOf(list.lines().toList());
    }

    @Test
    void stays_small() {
        assertThat(CLASSES.stream().filter(type -> isSeen(type) && type.isTopLevelClass()))
                .hasSizeLessThanOrEqualTo(MOST_TYPES);
    }

    @Test
    void shows_nothing_that_is_not_exported() throws ClassNotFoundException {
        List<String> hidden = new ArrayList<>();
        for (JavaClass seen : CLASSES) {
            if (isSeen(seen)) {
                Class<?> type = Class.forName(seen.getName());
                signatureTypes(type)
                        .filter(shown -> shown.getName().startsWith("io.github.spo4j.") && !isSeen(CLASSES.get(shown)))
                        .forEach(shown -> hidden.add(type.getName() + " shows " + shown.getName()));
            }
        }

        assertThat(hidden).isEmpty();
    }

    private static Stream<Class<?>> signatureTypes(Class<?> type) {
        return Stream.of(
                        Arrays.stream(type.getDeclaredMethods())
                                .filter(method -> isOpen(method.getModifiers()) && !method.isSynthetic())
                                .flatMap(method -> Stream.of(
                                        Stream.of(method.getGenericReturnType()),
                                        Arrays.stream(method.getGenericParameterTypes()),
                                        Arrays.stream(method.getGenericExceptionTypes()))),
                        Arrays.stream(type.getDeclaredConstructors())
                                .filter(constructor -> isOpen(constructor.getModifiers()))
                                .flatMap(constructor -> Stream.of(
                                        Arrays.stream(constructor.getGenericParameterTypes()),
                                        Arrays.stream(constructor.getGenericExceptionTypes()))),
                        Arrays.stream(type.getDeclaredFields())
                                .filter(field -> isOpen(field.getModifiers()))
                                .map(field -> Stream.of(field.getGenericType())),
                        Stream.of(
                                Stream.ofNullable(type.getGenericSuperclass()),
                                Arrays.stream(type.getGenericInterfaces())))
                .flatMap(parts -> parts)
                .flatMap(parts -> parts)
                .flatMap(PublicApiTest::classesIn);
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static Stream<Class<?>> classesIn(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.isArray() ? classesIn(plain.getComponentType()) : Stream.of(plain);
        }
        if (type instanceof ParameterizedType parameterized) {
            return Stream.concat(
                    classesIn(parameterized.getRawType()),
                    Arrays.stream(parameterized.getActualTypeArguments()).flatMap(PublicApiTest::classesIn));
        }
        if (type instanceof WildcardType wildcard) {
            return Stream.concat(Arrays.stream(wildcard.getUpperBounds()), Arrays.stream(wildcard.getLowerBounds()))
                    .flatMap(PublicApiTest::classesIn);
        }
        if (type instanceof GenericArrayType array) {
            return classesIn(array.getGenericComponentType());
        }
        return Stream.empty();
    }
}
