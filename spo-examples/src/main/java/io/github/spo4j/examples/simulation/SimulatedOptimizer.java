package io.github.spo4j.examples.simulation;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rewrites a prompt: usually adds a missing merit or removes a fault, sometimes makes it worse. Immutable.
 *
 * <p>What it adds stands in one line that begins with the template's own requirements; beyond a few wishes one takes the
 * place of another. Of the rest it removes whole sentences. The first sentence, which names the task, and sentences with a
 * placeholder or a tag are kept.
 */
final class SimulatedOptimizer {

    private static final Pattern SENTENCE = Pattern.compile("[^\\n.!?。！？]*(?:[.!?。！？]+|\\n|$)\\s*");
    private static final Pattern PLACEHOLDER = Pattern.compile("[{<]");
    private static final Pattern UNFIT_AS_AIM = Pattern.compile("[{<`#\\[]");
    private static final double TWO_AT_ONCE = 0.3;

    private final double slipRate;
    private final double unreadableRate;

    SimulatedOptimizer(double slipRate, double unreadableRate) {
        this.slipRate = slipRate;
        this.unreadableRate = unreadableRate;
    }

    /** A prompt and its changes. */
    private record Change(String prompt, String analysis, String modification) {}

    /** What is rewritten, for which aim, by which dice. */
    private record Task(String prompt, String aim, Dice dice) {

        Language language() {
            return Language.of(prompt);
        }

        /** What is wished for so far, for the aim of this time. */
        Wishes wishes() {
            return Wishes.in(prompt).towards(aim);
        }
    }

    String reply(String request, Dice dice) {
        String prompt = Fenced.in(request, "prompt").get(0).content();
        Task task = new Task(prompt, aim(request, Language.of(prompt), dice), dice);
        Change change = dice.chance(slipRate, "slip") ? worse(task) : better(task);
        String reply = "<analyse>" + change.analysis() + "</analyse>\n<modification>" + change.modification()
                + "</modification>\n<prompt>\n" + change.prompt();
        return dice.chance(unreadableRate, "unreadable") ? reply : reply + "\n</prompt>";
    }

    /** A sentence of the requirements in the prompt's language, without its end. */
    private static String aim(String request, Language language, Dice dice) {
        List<String> aims = Fenced.in(request).stream()
                .filter(section -> section.label().equals("requirements"))
                .flatMap(section -> sentences(section.content().replaceAll("\\s+", " ")).stream())
                .map(sentence -> sentence.strip().replaceFirst("[.!?。！？]+$", ""))
                .filter(sentence -> !sentence.isEmpty()
                        && Character.isLetter(sentence.codePointAt(0))
                        && Language.of(sentence) == language
                        && !UNFIT_AS_AIM.matcher(sentence).find()
                        && PromptQuality.traits(sentence).isEmpty())
                .toList();
        return aims.isEmpty() ? language.say("Mind this", "请注意") : dice.pick(aims, "aim");
    }

    private static Change better(Task task) {
        Set<Trait> has = PromptQuality.traits(task.prompt());
        List<String> faulty = removable(task.prompt(), trait -> !trait.isMerit());
        List<Trait> missing = traits(trait -> trait.isMerit() && !has.contains(trait));
        if (!faulty.isEmpty() && (missing.isEmpty() || task.dice().chance(0.5, "mend"))) {
            return without(task.dice().pick(faulty, "which fault"), task);
        }
        if (missing.isEmpty()) {
            return reworded(task);
        }
        return task.wishes().isFull() ? exchanged(missing, task) : withMerits(missing, task);
    }

    private static Change worse(Task task) {
        Set<Trait> has = PromptQuality.traits(task.prompt());
        List<String> useful = removable(task.prompt(), Trait::isMerit);
        List<Trait> faults = traits(trait -> !trait.isMerit() && !has.contains(trait));
        if (!useful.isEmpty() && (faults.isEmpty() || task.dice().chance(0.5, "drop"))) {
            return without(task.dice().pick(useful, "which merit"), task);
        }
        return faults.isEmpty() ? reworded(task) : withFault(task.dice().pick(faults, "which fault"), task);
    }

    private static Change withMerits(List<Trait> missing, Task task) {
        Language language = task.language();
        Dice dice = task.dice();
        List<Trait> added = new ArrayList<>(List.of(dice.pick(missing, "first")));
        if (missing.size() > 1 && dice.chance(TWO_AT_ONCE, "two")) {
            List<Trait> others =
                    missing.stream().filter(trait -> !added.contains(trait)).toList();
            added.add(dice.pick(others, "second"));
        }
        String names = added.stream()
                .map(trait -> language.wording(trait).name())
                .collect(joining(language.say(" and ", "和")));
        return new Change(
                task.wishes()
                        .plus(added.stream().map(trait -> sentence(trait, task)).toList())
                        .text(),
                language.say(
                        "The prompt says nothing yet about " + names + ", and the answers show it.",
                        "提示词还没有提到" + names + "，从回答里看得出来。"),
                language.say("Say what is wanted about " + names + ".", "补充关于" + names + "的说明。"));
    }

    /** A wish more would make the line too long, so one has to go. */
    private static Change exchanged(List<Trait> missing, Task task) {
        Language language = task.language();
        Wishes wishes = task.wishes();
        Trait added = task.dice().pick(missing, "first");
        String gone = task.dice().pick(wishes.wishes(), "which wish");
        String name = language.wording(added).name();
        return new Change(
                wishes.with(gone, sentence(added, task)).text(),
                language.say("Something else matters more: " + name + ".", "还有更要紧的：" + name + "。"),
                language.say("Say that instead of “" + gone + "”", "用它代替“" + gone + "”"));
    }

    private static String sentence(Trait trait, Task task) {
        return task.dice().pick(task.language().wording(trait).sentences(), "sentence " + trait);
    }

    private static Change withFault(Trait fault, Task task) {
        Language language = task.language();
        return new Change(
                task.wishes().plus(List.of(sentence(fault, task))).text(),
                language.say("The prompt leaves the answers little room.", "提示词给回答留的余地太小。"),
                language.say("Give the answers more room.", "让回答更自由一些。"));
    }

    private static Change without(String part, Task task) {
        Language language = task.language();
        Wishes wishes = task.wishes();
        String prompt = wishes.wishes().contains(part)
                ? wishes.without(part).text()
                : new Wishes(withoutSentence(part, wishes.prompt()), wishes.aim(), wishes.wishes()).text();
        return new Change(
                prompt,
                language.say("The prompt says more than the answers need.", "提示词里有回答用不上的话。"),
                language.say("Leave out “" + part.strip() + "”", "删去“" + part.strip() + "”"));
    }

    private static String withoutSentence(String sentence, String prompt) {
        List<String> sentences = new ArrayList<>(sentences(prompt));
        sentences.remove(sentences.lastIndexOf(sentence)); // the first one names the task
        return String.join("", sentences).strip();
    }

    /** Rewords one sentence; a prompt without a known sentence gets one that changes nothing. */
    private static Change reworded(Task task) {
        Language language = task.language();
        Wishes wishes = task.wishes();
        List<String> neutral = language == Language.CHINESE ? ChineseWording.NEUTRAL : EnglishWording.NEUTRAL;
        List<String> rewordings = Stream.concat(
                        Stream.of(neutral),
                        Arrays.stream(Trait.values())
                                .map(trait -> language.wording(trait).sentences()))
                .flatMap(siblings -> rewordings(task, siblings))
                .toList();
        return new Change(
                rewordings.isEmpty()
                        ? wishes.plus(List.of(task.dice().pick(neutral, "neutral")))
                                .text()
                        : task.dice().pick(rewordings, "which rewording"),
                language.say("The prompt is fine; its wording can be clearer.", "提示词没有大问题，措辞可以更清楚。"),
                language.say("Put one thing in other words.", "换一种说法。"));
    }

    private static Stream<String> rewordings(Task task, List<String> siblings) {
        Wishes wishes = task.wishes();
        return siblings.stream()
                .filter(sibling ->
                        !task.prompt().contains(sibling) && !wishes.wishes().contains(Wishes.wish(sibling)))
                .flatMap(sibling -> siblings.stream().flatMap(known -> {
                    if (wishes.wishes().contains(Wishes.wish(known))) {
                        return Stream.of(
                                wishes.with(Wishes.wish(known), sibling).text());
                    }
                    return Stream.of(task.prompt().replace(known, sibling))
                            .filter(prompt -> !prompt.equals(task.prompt()));
                }));
    }

    /** Wishes, and sentences of the prompt above them. */
    private static List<String> removable(String prompt, Predicate<Trait> which) {
        Wishes wishes = Wishes.in(prompt);
        return Stream.concat(sentences(wishes.prompt()).stream().skip(1), wishes.wishes().stream())
                .filter(part -> !PLACEHOLDER.matcher(part).find()
                        && PromptQuality.traits(part).stream().anyMatch(which))
                .toList();
    }

    private static List<String> sentences(String prompt) {
        return SENTENCE.matcher(prompt.strip())
                .results()
                .map(MatchResult::group)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static List<Trait> traits(Predicate<Trait> which) {
        return Arrays.stream(Trait.values()).filter(which).toList();
    }
}
