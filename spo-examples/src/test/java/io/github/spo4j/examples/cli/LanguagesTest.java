package io.github.spo4j.examples.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.spo4j.examples.simulation.SimulatedModel;
import io.github.spo4j.examples.terminal.LiveLine;
import io.github.spo4j.examples.terminal.Terminal;
import io.github.spo4j.model.PriceTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class LanguagesTest {

    /** Three words in a row are a sentence, or a part of one; names of options, files and models are not. */
    private static final Pattern ENGLISH = Pattern.compile("(?<![-\\w/.])[A-Za-z']+(?: +[A-Za-z']+){2,}(?![-\\w/.])");

    private static CommandLine commands(Words words) {
        Terminal none = new Terminal(name -> null, descriptor -> false, OptionalInt::empty);
        OutputStream nowhere = OutputStream.nullOutputStream();
        LiveLine live = new LiveLine(nowhere, none, System::nanoTime, task -> {});
        return Spo.commandLine(Surroundings.of(words, none, live, nowhere));
    }

    private static List<String> english(String text) {
        return text.lines()
                .filter(line -> !line.startsWith("  spo ") && !line.contains("[-h"))
                .flatMap(line -> ENGLISH.matcher(line).results().map(MatchResult::group))
                .toList();
    }

    @Nested
    class Help {

        static Set<String> commands() {
            return LanguagesTest.commands(Words.english()).getSubcommands().keySet();
        }

        @ParameterizedTest
        @MethodSource("commands")
        void is_in_chinese(String command) {
            String help = new CommandLineTexts(Words.chinese(), command, "--help").out();

            assertThat(help).contains("用法：\n  spo " + command);
            assertThat(english(help)).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("commands")
        void explains_everything_in_both_languages(String command) {
            for (Words words : List.of(Words.english(), Words.chinese())) {
                CommandLine line = requireNonNull(
                        LanguagesTest.commands(words).getSubcommands().get(command), command);

                assertThat(String.join("", line.getCommandSpec().usageMessage().description()))
                        .isNotBlank();
                List<ArgSpec> all = new ArrayList<>(line.getCommandSpec().args());
                assertThat(all)
                        .allSatisfy(arg -> assertThat(String.join("", arg.description()))
                                .as(arg.toString())
                                .isNotBlank()
                                .doesNotContain("${"));
            }
        }

        @Test
        void of_the_program_is_in_chinese() {
            assertThat(english(new CommandLineTexts(Words.chinese(), "--help").out()))
                    .isEmpty();
            assertThat(english(new CommandLineTexts(Words.chinese()).out())).isEmpty();
        }

        /** The sentences are far from the code that they are about. */
        @Test
        void tells_the_defaults_that_hold() {
            for (Words words : List.of(Words.english(), Words.chinese())) {
                String help = new CommandLineTexts(words, "optimize", "--help").out();
                String flat = help.replaceAll("\\s+", "");
                for (Role role : new RoleModels(name -> null).roles()) {
                    assertThat(flat).contains(String.valueOf(role.usualTemperature()));
                }
                assertThat(flat).contains(PriceTable.COLUMNS).contains(TemplateFinder.BUILT_IN);
            }
        }

        @Test
        void finds_english_where_there_is_some() {
            assertThat(english("输入 Take the first questions 即可")).hasSize(1);
            assertThat(english("  spo optimize this example\n默认：calls, waits\nPoem.yaml settings/my.yaml"))
                    .isEmpty();
        }
    }

    @Nested
    class A_walk {

        @TempDir
        private Path folder;

        private Path template;

        @BeforeEach
        void files() throws IOException {
            template = Files.writeString(folder.resolve("t.yaml"), """
                    prompt: 请回答问题。
                    requirements: 分步骤写，最后给出结论。
                    extra: 1
                    qa:
                    - question: 为什么天是蓝的？
                    - question: 为什么海是咸的？
                      answer: 因为有盐。
                    """);
            for (int i = 1; i <= 2; i++) {
                Files.createDirectories(folder.resolve("articles"));
                Files.writeString(
                        folder.resolve("articles/第" + i + "篇.txt"),
                        "# 早市\n\n天没亮，巷口就有了灯。你说，还有什么比这更暖？一共" + i + "家店。\n".repeat(3));
            }
        }

        private String path(String name) {
            return folder.resolve(name).toString();
        }

        private CommandLineTexts chinese(int status, String... args) {
            CommandLineTexts run = new CommandLineTexts(Words.chinese(), args);
            assertThat(run.status()).as(run.err()).isEqualTo(status);
            // what the library notes stays English
            String said = (run.out() + "\n" + run.err())
                    .replace(folder.toString(), "")
                    .replaceAll("(?m)^注意：.*$", "");
            assertThat(english(said)).as(said).isEmpty();
            return run;
        }

        @Test
        void through_a_run_is_in_chinese() {
            String[] optimize = {
                "optimize", "--offline", "--template", template.toString(), "--workspace", path("w"), "--seed", "7"
            };
            String run = path("w/t-offline");

            CommandLineTexts made = chinese(0, with(optimize, "--max-rounds", "3"));
            assertThat(made.err()).contains("这是模拟", "第 1 到 3 轮，种子 7", "问题：", "第 1 轮   起点", "已调用");
            assertThat(made.out()).contains("最佳提示词：第", "评判：", "调用：", "（优化 ", "Token：输入");
            assertThat(chinese(0, with(optimize, "--max-rounds", "3")).err()).contains("都已做完");
            assertThat(chinese(0, "resume", run, "--offline", "--max-rounds", "30", "--max-calls", "30")
                            .out())
                    .contains("已停止：预算用完了");
            assertThat(chinese(0, "show", run).out()).contains("最佳", "第 1 轮   起点", "文件：");
            assertThat(chinese(0, "diff", run).err()).contains("第 1 轮（起点）到第");
            assertThat(chinese(0, "replay", run).out()).contains("一致：");
            chinese(0, "export", run, "--format", "text");
            assertThat(chinese(0, "estimate", "--offline", "--template", template.toString())
                            .out())
                    .contains("可能", "合计", "没有上限");
            assertThat(chinese(0, "check", template.toString(), "Poem.yaml").out())
                    .contains("问题：    2 个，其中 1 个有期望的回答", "占位符：  无");
            assertThat(chinese(0, "doctor", "--offline", "--workspace", path("w"))
                            .out())
                    .contains("正常  工作目录    ");
        }

        private static String[] with(String[] some, String... more) {
            return Stream.of(some, more).flatMap(Stream::of).toArray(String[]::new);
        }

        @Test
        void from_articles_to_a_template_is_in_chinese() {
            String articles = path("articles");
            String profiles = path("d/single_articles");

            CommandLineTexts single = chinese(0, "extract", "--offline", "--input", articles, "--out", path("d"));
            assertThat(single.err()).contains("文章：2 篇", "2/2（100 %）");
            assertThat(single.out()).contains("完成：2", "画像：");
            CommandLineTexts merged =
                    chinese(0, "extract", "--offline", "--input", profiles, "--mode", "merge", "--out", path("d"));
            assertThat(merged.out()).contains("合并：2 份画像");
            chinese(
                    0,
                    "build-template",
                    "--style",
                    path("d/merged_articles/merged_style.json"),
                    "--articles",
                    articles,
                    "--out",
                    path("s"));
            assertThat(chinese(
                                    0,
                                    "style",
                                    "--offline",
                                    "--input",
                                    articles,
                                    "--out",
                                    path("e"),
                                    "--templates",
                                    path("s"))
                            .out())
                    .contains("先看一遍，然后运行：spo optimize --offline");
        }

        @Test
        void gives_programs_the_same_in_both_languages() {
            new CommandLineTexts("optimize", "--offline", "--workspace", path("w"), "--seed", "7", "--max-rounds", "2");
            String run = path("w/Poem-offline");
            List<String[]> commands = List.of(
                    new String[] {"show", run, "--json"},
                    new String[] {"diff", run, "--json"},
                    new String[] {"replay", run, "--json"},
                    new String[] {"estimate", "--offline", "--json"},
                    new String[] {"check", "Poem.yaml", "nowhere.yaml", "--frozen", "a", "b", "--json"},
                    new String[] {"export", run, "--format", "chat_json"});
            for (String[] command : commands) {
                assertThat(new CommandLineTexts(Words.chinese(), command).out())
                        .isNotBlank()
                        .isEqualTo(new CommandLineTexts(command).out());
            }
            assertThat(new CommandLineTexts(Words.chinese(), "doctor", "--offline", "--json")
                            .out()
                            .codePoints())
                    .isNotEmpty()
                    .noneMatch(Character::isIdeographic);
        }
    }

    @Nested
    class A_refusal {

        static Stream<Arguments> refusals() {
            return Stream.of(
                    argumentSet("unknown option", "optimize --offlin", "没有这个选项：--offlin", "Unknown option: '--offlin'"),
                    argumentSet("unknown command", "optimise", "不明白的参数：optimise", "Unmatched argument: 'optimise'"),
                    argumentSet("missing option", "extract", "还缺：--input INPUT", "Missing: --input INPUT"),
                    argumentSet("missing value", "show", "还缺：DIR", "Missing: DIR"),
                    argumentSet("twice", "optimize --seed 1 --seed 2", "--seed 只能给一次", "--seed can be given only once"),
                    argumentSet(
                            "count",
                            "optimize --max-rounds 0",
                            "--max-rounds 不能是“0”：请给一个从 1 开始的整数",
                            "Invalid value for --max-rounds: '0': give a whole number from 1"),
                    argumentSet(
                            "choice",
                            "optimize --judge papper",
                            "--judge 不能是“papper”：请从 balanced、spread、strict、thorough、paper 中选一个（是不是 paper？）",
                            "Invalid value for --judge: 'papper': give one of balanced, spread, strict, thorough, paper"
                                    + " (did you mean paper?)"),
                    argumentSet(
                            "number",
                            "optimize --seed x",
                            "--seed 不能是“x”：请给一个整数",
                            "Invalid value for --seed: 'x': give a whole number"),
                    argumentSet(
                            "template",
                            "optimize --template poen.yaml",
                            "没有模板 poen.yaml（是不是 Poem.yaml？），当前文件夹和 settings 里都没有；请给出一个 YAML 文件，或自带的 Navigate.yaml、Poem.yaml",
                            "there is no template poen.yaml (did you mean Poem.yaml?), neither here nor in settings; name a"
                                    + " YAML file, or one of the built-in Navigate.yaml, Poem.yaml"),
                    argumentSet(
                            "folder",
                            "show nowhere",
                            "没有文件夹 nowhere；请给出一次运行的文件夹，例如 workspace/Poem",
                            "there is no folder nowhere; name the folder of a run, such as workspace/Poem"));
        }

        @ParameterizedTest(name = "{argumentSetName}")
        @MethodSource("refusals")
        void is_one_plain_sentence_in_either_language(String typed, String chinese, String english) {
            CommandLineTexts inChinese = new CommandLineTexts(Words.chinese(), typed.split(" "));
            CommandLineTexts inEnglish = new CommandLineTexts(typed.split(" "));

            assertThat(inChinese.err().lines()).first().isEqualTo("spo: " + chinese);
            assertThat(english(inChinese.err())).isEmpty();
            assertThat(inEnglish.err().lines()).first().isEqualTo("spo: " + english);
            assertThat(inChinese.status()).isEqualTo(ExitStatus.USAGE);
            assertThat(inEnglish.status()).isEqualTo(ExitStatus.USAGE);
        }
    }

    @Test
    void a_simulation_says_so_as_the_simulation_itself_does() {
        assertThat(Words.english().say("simulated")).isEqualTo(SimulatedModel.NOTICE);
    }
}
