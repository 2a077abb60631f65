package io.github.spo4j.langchain4j;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;
import static java.util.stream.Collectors.joining;

import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.V;
import io.github.spo4j.live.OptimizedPrompt;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code @SystemMessage} of a LangChain4j AI service: the start of an optimization, and what its result replaces.
 * Immutable. Needs {@code dev.langchain4j:langchain4j}.
 *
 * <pre>{@code
 * AiServicePrompt annotated = AiServicePrompt.of(Assistant.class);
 * OptimizedPrompt prompt = OptimizedPrompt.of(annotated.text());
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(model)
 *         .systemMessageTransformer(annotated.exchangedFor(prompt))
 *         .build();
 * }</pre>
 *
 * <p>For a service without the annotation, use {@code .systemMessageProvider(memoryId -> prompt.text())}; LangChain4j
 * ignores the provider if there is an annotation. Optimize with {@link io.github.spo4j.prompt.PromptPlacement#SYSTEM}.
 */
public final class AiServicePrompt {

    /** What may be a slot of LangChain4j; LangChain4j's pattern also matches JSON, and fails on a slot without a value. */
    private static final Pattern BRACES = Pattern.compile("\\{\\{([^{}]++)}}");

    private final Class<?> service;
    private final @Nullable Method method;
    private final String text;

    private AiServicePrompt(Class<?> service, @Nullable Method method, SystemMessage annotation) {
        this.service = service;
        this.method = method;
        text = text(service, annotation);
    }

    /**
     * The system message of a service: that of the interface, or of its only method that has one.
     *
     * @param service the interface
     * @return its system message
     * @throws IllegalArgumentException if it has none, or its methods have several
     */
    public static AiServicePrompt of(Class<?> service) {
        SystemMessage onService = service.getAnnotation(SystemMessage.class);
        if (onService != null) {
            return new AiServicePrompt(service, null, onService);
        }
        List<Method> annotated = annotated(service);
        if (annotated.size() != 1) {
            throw new IllegalArgumentException(service.getName()
                    + (annotated.isEmpty()
                            ? " has no @SystemMessage; give OptimizedPrompt the start prompt yourself"
                            : " has a @SystemMessage on each of " + names(annotated) + "; say which method"));
        }
        return of(service, annotated.get(0));
    }

    /**
     * The system message of one method.
     *
     * @param service the interface
     * @param method the method's name
     * @return its system message
     * @throws IllegalArgumentException if there is no such method with a system message, or more than one
     */
    public static AiServicePrompt of(Class<?> service, String method) {
        requireNonNull(method, "method");
        List<Method> named = annotated(service).stream()
                .filter(each -> each.getName().equals(method))
                .toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException(service.getName() + " has " + named.size() + " methods '" + method
                    + "' with a @SystemMessage; there must be one. It has " + names(annotated(service)));
        }
        return of(service, named.get(0));
    }

    private static AiServicePrompt of(Class<?> service, Method method) {
        return new AiServicePrompt(service, method, method.getAnnotation(SystemMessage.class));
    }

    private static List<Method> annotated(Class<?> service) {
        return methods(service)
                .filter(method -> method.isAnnotationPresent(SystemMessage.class))
                .toList();
    }

    /** Without bridge methods, which have the annotations of the real ones. */
    private static Stream<Method> methods(Class<?> service) {
        return Arrays.stream(service.getMethods()).filter(method -> !method.isBridge());
    }

    private static String names(List<Method> methods) {
        return methods.isEmpty()
                ? "none"
                : methods.stream().map(Method::getName).sorted().collect(joining(", "));
    }

    private static String text(Class<?> service, SystemMessage annotation) {
        return annotation.fromResource().isBlank()
                ? String.join(annotation.delimiter(), annotation.value())
                : resource(service, annotation.fromResource());
    }

    /** Looked up as LangChain4j does: beside the interface, then from the root. */
    private static String resource(Class<?> service, String name) {
        for (Function<String, @Nullable InputStream> from : List.<Function<String, @Nullable InputStream>>of(
                service::getResourceAsStream,
                path -> service.getResourceAsStream("/" + path),
                path -> service.getClassLoader().getResourceAsStream(path))) {
            try (InputStream in = from.apply(name)) {
                if (in != null) {
                    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
                }
            } catch (IOException e) {
                throw new IllegalArgumentException("the system message " + name + " cannot be read", e);
            }
        }
        throw new IllegalArgumentException(
                "there is no resource " + name + " that " + service.getName() + " names for its system message");
    }

    /** {@return the system message as written, slots unfilled: the prompt to start from} */
    public String text() {
        return text;
    }

    /**
     * Replaces the annotation by an optimized prompt. Each call reads the prompt once and fills its slots as LangChain4j
     * does, with the arguments (by {@code @V} or the parameter's name, <code>{{it}}</code> for the only one) and the date. A
     * slot without a value is sent unchanged, as when the prompt was measured. Methods with their own system message keep
     * it.
     *
     * @param prompt the prompt in use
     * @return for {@code AiServices.systemMessageTransformer}; thread-safe
     */
    public BiFunction<String, InvocationContext, String> exchangedFor(OptimizedPrompt prompt) {
        requireNonNull(prompt, "prompt");
        return (annotated, call) -> {
            Method called = called(call);
            return isForUs(called) ? filled(prompt.text(), values(called, call.methodArguments())) : annotated;
        };
    }

    private boolean isForUs(Method called) {
        return method == null ? !called.isAnnotationPresent(SystemMessage.class) : called.equals(method);
    }

    /** LangChain4j gives only the name; of the overloads that take the arguments, Java prefers the narrowest. */
    private Method called(InvocationContext call) {
        return methods(service)
                .filter(each -> each.getName().equals(call.methodName()))
                .filter(each -> takes(each, call.methodArguments()))
                .reduce((one, other) -> isNarrower(other, one) ? other : one)
                .orElseThrow(() -> new IllegalArgumentException(
                        service.getName() + " has no method '" + call.methodName() + "' with these arguments"));
    }

    private static boolean takes(Method method, List<Object> arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (types.length != arguments.size()) {
            return false;
        }
        for (int i = 0; i < types.length; i++) {
            Object argument = arguments.get(i);
            if (argument == null ? types[i].isPrimitive() : !boxed(types[i]).isInstance(argument)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNarrower(Method method, Method than) {
        Class<?>[] types = method.getParameterTypes();
        Class<?>[] others = than.getParameterTypes();
        for (int i = 0; i < types.length; i++) {
            if (!boxed(others[i]).isAssignableFrom(boxed(types[i]))) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> boxed(Class<?> type) {
        return MethodType.methodType(type).wrap().returnType();
    }

    private static Map<String, Object> values(Method method, List<Object> arguments) {
        Map<String, Object> values = new HashMap<>();
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            V name = parameters[i].getAnnotation(V.class);
            Object value = requireNonNullElse(arguments.get(i), "null");
            values.put(name == null ? parameters[i].getName() : name.value(), value);
            if (value instanceof Map<?, ?> named) {
                named.forEach((key, each) -> values.put(String.valueOf(key), requireNonNullElse(each, "null")));
            }
            if (parameters.length == 1) {
                values.putIfAbsent("it", value);
            }
        }
        LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
        values.put("current_date", now.toLocalDate());
        values.put("current_time", now.toLocalTime());
        values.put("current_date_time", now);
        return values;
    }

    private static String filled(String prompt, Map<String, Object> values) {
        return BRACES.matcher(prompt).replaceAll(slot -> {
            Object value = values.get(slot.group(1).strip());
            return Matcher.quoteReplacement(value == null ? slot.group() : value.toString());
        });
    }
}
