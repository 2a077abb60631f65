package io.github.spo4j.examples.cli;

import java.lang.reflect.Constructor;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Creates commands and their option groups, and passes in the shared objects that they need. */
final class Parts implements IFactory {

    private final List<Object> shared;
    private final IFactory usual = CommandLine.defaultFactory();

    Parts(Object... shared) {
        this.shared = List.of(shared);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        Constructor<?>[] constructors = type.getDeclaredConstructors();
        if (!type.getPackage().equals(Parts.class.getPackage()) || constructors.length != 1) {
            return usual.create(type);
        }
        Object[] taken =
                Stream.of(constructors[0].getParameterTypes()).map(this::one).toArray();
        return type.cast(constructors[0].newInstance(taken));
    }

    private Object one(Class<?> type) {
        return shared.stream()
                .filter(type::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing shared is a " + type));
    }
}
