package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/spo is for a POSIX shell")
class LauncherTest {

    @TempDir
    private Path folder;

    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        launcher = Installation.in(folder.resolve("place with blanks")).launcher();
    }

    private record Said(int status, String out, String err) {}

    private Said run(Path program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeAll(Set.of("JAVA_HOME", "LC_ALL", "LC_CTYPE", "LANG"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Said(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private static Map<String, String> thisJava() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    /** A folder that looks like a JDK and runs a shell script in its place. */
    private Path jdk(String name, String script) throws IOException {
        Path java = Files.createDirectories(folder.resolve(name).resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder.resolve(name);
    }

    @Nested
    class Starts {

        @Test
        void passes_arguments_and_exit_status_as_they_are() throws Exception {
            Said said = run(launcher, thisJava(), "check", "no such *", "", "$HOME;'\"");

            assertThat(said.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(said.err()).contains("no template no such *", "no template $HOME;'\"");
            assertThat(said.out()).isEmpty();
        }

        @Test
        void finds_its_jar_through_symbolic_links() throws Exception {
            Path absolute = Files.createSymbolicLink(folder.resolve("absolute"), launcher);
            Path relative = Files.createSymbolicLink(
                    Files.createDirectories(folder.resolve("path")).resolve("spo"), Path.of("../absolute"));

            assertThat(run(absolute, thisJava(), "--version").status()).isZero();
            assertThat(run(relative, thisJava(), "--version").out()).startsWith("spo ");
        }

        @Test
        void takes_the_java_of_the_path_without_java_home() throws Exception {
            Path jdk = jdk("other", "[ \"$1\" = -version ] && echo 'openjdk version \"21.0.1\"' >&2; echo \"got: $*\"");
            String path = jdk.resolve("bin") + ":" + System.getenv("PATH");

            Said said = run(launcher, Map.of("PATH", path), "show", "a b");

            assertThat(said.status()).as(said.err()).isZero();
            assertThat(said.out()).contains("io.github.spo4j.examples.cli.Spo show a b");
        }

        @ParameterizedTest
        @CsvSource({"LC_ALL, C, C.UTF-8", "LANG, POSIX, C.UTF-8", "LC_CTYPE, zh_CN.UTF-8, ''"})
        void reads_names_of_files_in_utf_8_where_there_is_no_locale(String variable, String value, String all)
                throws Exception {
            Path jdk = jdk(
                    "other", "[ \"$1\" = -version ] && echo 'openjdk version \"21.0.1\"' >&2; echo \"all: $LC_ALL\"");

            Said said = run(launcher, Map.of("JAVA_HOME", jdk.toString(), variable, value), "show");

            assertThat(said.out()).isEqualTo("all: " + all + "\n");
        }

        @Test
        void says_nothing_of_an_archive_of_another_machine() throws Exception {
            int version = Runtime.version().feature();
            for (String kind : version >= 25 ? List.of(".aot", "-help.aot", ".jsa") : List.of(".jsa")) {
                Path archive = launcher.resolveSibling("../target/spo-" + version + kind);
                Files.writeString(archive, "no archive at all");

                Said program = run(launcher, thisJava(), "--version");
                Said command = run(launcher, thisJava(), "show", "--version");

                Files.delete(archive);
                for (Said said : List.of(program, command)) {
                    assertThat(said.status()).as(kind).isZero();
                    assertThat(said.out()).as(kind).startsWith("spo ").hasLineCount(1);
                    assertThat(said.err()).as(kind).isEmpty();
                }
            }
        }

        @Test
        void takes_the_small_archive_for_help_and_the_other_for_all_else() throws Exception {
            Path jdk = jdk("modern", "echo \"got: $*\"");
            Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\nOS_NAME=\"Linux\"\n");
            for (String part : List.of("", "-help")) {
                Files.writeString(launcher.resolveSibling("../target/spo-25" + part + ".aot"), "");
            }

            assertThat(run(launcher, Map.of("JAVA_HOME", jdk.toString()), "--help")
                            .out())
                    .contains("/spo-25-help.aot ");
            assertThat(run(launcher, Map.of("JAVA_HOME", jdk.toString()), "show", "--help")
                            .out())
                    .contains("/spo-25.aot ");
        }
    }

    @Nested
    class Refuses_with_one_sentence {

        private void refuses(Said said, String... parts) {
            assertThat(said.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(said.out()).isEmpty();
            assertThat(said.err()).startsWith("spo: ").hasLineCount(1).contains(parts);
        }

        @Test
        void a_java_home_without_java() throws Exception {
            refuses(run(launcher, Map.of("JAVA_HOME", "/nowhere")), "JAVA_HOME is /nowhere", "unset it");
        }

        @Test
        void a_machine_without_java() throws Exception {
            Path bin = Files.createDirectories(folder.resolve("empty"));
            refuses(run(launcher, Map.of("PATH", bin.toString())), "there is no Java; install one from 17 on");
        }

        @Test
        void an_older_java_by_its_release_file() throws Exception {
            Path jdk = jdk("eleven", "echo started");
            Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

            refuses(run(launcher, Map.of("JAVA_HOME", jdk.toString())), jdk + "/bin/java is older than Java 17");
        }

        @Test
        void an_older_java_by_what_it_says() throws Exception {
            Path jdk = jdk("eight", "echo 'java version \"1.8.0_392\"' >&2");

            refuses(run(launcher, Map.of("JAVA_HOME", jdk.toString())), "is older than Java 17; set JAVA_HOME");
        }

        @Test
        void a_jar_that_is_not_built() throws Exception {
            Files.delete(launcher.resolveSibling("../target/spo.jar"));

            refuses(run(launcher, thisJava()), "spo.jar is missing; build it with: mvn -DskipTests package");
        }
    }
}
