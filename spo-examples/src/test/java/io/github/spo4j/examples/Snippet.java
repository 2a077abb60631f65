package io.github.spo4j.examples;

import io.github.spo4j.examples.Page.Block;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles statements that a page shows. */
final class Snippet {

    /** The packages that a page's reader imports from. */
    private static final String IMPORTS = Stream.of(
                    "io.github.spo4j",
                    "io.github.spo4j.evaluation",
                    "io.github.spo4j.judge",
                    "io.github.spo4j.langchain4j",
                    "io.github.spo4j.live",
                    "io.github.spo4j.model",
                    "io.github.spo4j.policy",
                    "io.github.spo4j.run",
                    "io.github.spo4j.storage",
                    "io.github.spo4j.template",
                    "io.github.spo4j.testing",
                    "dev.langchain4j.model.chat",
                    "java.nio.file",
                    "java.time",
                    "java.util")
            .map(name -> "import " + name + ".*;")
            .collect(Collectors.joining("\n", "", "\nimport static io.github.spo4j.model.ModelRole.*;"));

    private Snippet() {}

    /** What the compiler has against it; blank if nothing. Classes go to the folder. */
    static String errors(Block block, Path classes) {
        String source = """
                %s
                class %s {
                    void snippet(%s) {
                        %s
                    }
                }
                """.formatted(IMPORTS, block.name(), block.given(), block.text());
        StringWriter errors = new StringWriter();
        List<String> options =
                List.of("-d", classes.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(errors, null, null, options, null, List.of(file(block.name(), source)))
                .call();
        return compiled ? "" : errors.toString();
    }

    private static JavaFileObject file(String name, String source) {
        URI place = URI.create("string:///" + name + ".java");
        return new SimpleJavaFileObject(place, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
