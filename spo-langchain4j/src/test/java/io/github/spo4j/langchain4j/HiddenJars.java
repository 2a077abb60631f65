package io.github.spo4j.langchain4j;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs code as if some jars were not there. */
final class HiddenJars {

    private HiddenJars() {}

    /**
     * Calls a static method with one text and a text as result, in a class loader of its own.
     *
     * @param hidden parts of the jars' names
     */
    static Object call(List<String> hidden, Class<?> type, String method, String argument) throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(classPathWithout(hidden), ClassLoader.getPlatformClassLoader())) {
            return Arrays.stream(loader.loadClass(type.getName()).getDeclaredMethods())
                    .filter(candidate -> candidate.getName().equals(method))
                    .findFirst()
                    .orElseThrow()
                    .invoke(null, argument);
        }
    }

    private static URL[] classPathWithout(List<String> hidden) throws IOException {
        List<URL> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (hidden.stream().noneMatch(entry::contains)) {
                classPath.add(Path.of(entry).toUri().toURL());
            }
        }
        return classPath.toArray(URL[]::new);
    }
}
