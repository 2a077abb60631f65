package io.github.spo4j.examples.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Counts features of an article and derives its traits by rule. Immutable. */
final class TextMeasures {

    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s.*");
    private static final Pattern LIST_ITEM = Pattern.compile("(?:[-*+•]|\\d{1,3}[.)、])\\s*\\S.*");
    private static final Pattern TABLE_ROW = Pattern.compile("\\|.*|.*\\|.*\\|.*");
    private static final Pattern IMAGE = Pattern.compile("!\\[[^\\]]*]\\([^)]*\\)");
    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<=[。！？])(?![。！？”’」』])|(?<=[。！？][”’」』])|(?<=[.!?…][\"”’)]{0,1})\\s+");
    private static final Pattern NUMBER = Pattern.compile("\\d|[一二三四五六七八九十百千万]{2,}");
    private static final Pattern QUOTATION = Pattern.compile("[“「『]|\"[^\"]+\"");
    private static final Pattern FIRST = words("I|we|me|us|my|our", "我");
    private static final Pattern SECOND = words("you|your", "你|您");
    private static final Pattern TIME =
            words("first|then|next|afterwards|before|after|later|finally", "首先|先|然后|接着|随后|后来|之后|最后");
    private static final Pattern REASON = words("because|so|therefore|since|thus", "因为|所以|因此|由于|于是");
    private static final Pattern CONTRAST = words("but|however|yet|although|though", "但|然而|不过|虽然|却");
    private static final Pattern COMPARISON = words("like an?|as if|as though", "好像|仿佛|如同|好比|就像|像一");

    private final Language language;
    private final List<String> sentences;
    private final List<String> images;
    private final List<String> tableRows;
    private final List<StyleTrait> parts;
    private final Set<StyleTrait> traits = EnumSet.noneOf(StyleTrait.class);
    private final int formality;
    private final int intensity;
    private final int depth;

    TextMeasures(String article) {
        language = Language.of(article);
        images = IMAGE.matcher(article).results().map(MatchResult::group).toList();
        List<String> rows = new ArrayList<>();
        List<StyleTrait> blocks = new ArrayList<>();
        List<String> said = new ArrayList<>();
        int paragraphs = 0;
        boolean inParagraph = false;
        for (String line : article.lines().map(String::strip).toList()) {
            StyleTrait block = block(line);
            if (block == StyleTrait.PART_TABLE) {
                rows.add(line);
            }
            if (block == StyleTrait.PART_PARAGRAPHS) {
                paragraphs += inParagraph ? 0 : 1;
                said.addAll(sentences(line));
            }
            inParagraph = block == StyleTrait.PART_PARAGRAPHS;
            if (block != null && (blocks.isEmpty() || blocks.get(blocks.size() - 1) != block)) {
                blocks.add(block);
            }
        }
        parts = List.copyOf(blocks);
        tableRows = List.copyOf(rows);
        sentences =
                said.isEmpty() ? article.lines().filter(line -> !line.isBlank()).toList() : List.copyOf(said);
        addSentences(Math.max(1, paragraphs));
        addBuild();
        String text = String.join("\n", sentences);
        addWords(text);
        long exclaiming = ending("!", "！");
        boolean lively = exclaiming * 5 >= sentences.size();
        traits.add(lively ? StyleTrait.EXCLAMATIONS : StyleTrait.NO_EXCLAMATIONS);
        traits.add(lively ? StyleTrait.LIVELY : StyleTrait.CALM);
        intensity = (int) Math.min(5, 1 + exclaiming * 10 / sentences.size());
        formality = 3
                + (traits.contains(StyleTrait.NO_PERSON) ? 1 : 0)
                + (traits.contains(StyleTrait.QUESTIONS) ? 0 : 1)
                - (lively ? 1 : 0)
                - (traits.contains(StyleTrait.SECOND_PERSON) ? 1 : 0);
        depth = 1
                + (count(REASON, text) > 0 ? 1 : 0)
                + (count(CONTRAST, text) > 0 ? 1 : 0)
                + (traits.contains(StyleTrait.LONG_SENTENCES) ? 1 : 0)
                + (traits.contains(StyleTrait.NO_NUMBERS) ? 0 : 1);
    }

    private static Pattern words(String english, String chinese) {
        return Pattern.compile("\\b(?:" + english + ")\\b|" + chinese, Pattern.CASE_INSENSITIVE);
    }

    /** The element that a line belongs to; null for a blank line. */
    private static @Nullable StyleTrait block(String line) {
        if (line.isEmpty()) {
            return null;
        }
        if (HEADING.matcher(line).matches()) {
            return StyleTrait.PART_HEADING;
        }
        if (IMAGE.matcher(line).lookingAt()) {
            return StyleTrait.PART_IMAGE;
        }
        if (TABLE_ROW.matcher(line).matches()) {
            return StyleTrait.PART_TABLE;
        }
        return LIST_ITEM.matcher(line).matches() ? StyleTrait.PART_LIST : StyleTrait.PART_PARAGRAPHS;
    }

    private static List<String> sentences(String line) {
        return SENTENCE_END
                .splitAsStream(line)
                .map(String::strip)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private void addSentences(int paragraphs) {
        List<Long> lengths = sentences.stream().map(this::length).toList();
        double mean = lengths.stream().mapToLong(length -> length).average().orElse(0);
        double spread = Math.sqrt(lengths.stream()
                .mapToDouble(length -> (length - mean) * (length - mean))
                .average()
                .orElse(0));
        boolean chinese = language == Language.CHINESE;
        if (mean < (chinese ? 20 : 12)) {
            traits.add(StyleTrait.SHORT_SENTENCES);
        } else {
            traits.add(mean > (chinese ? 40 : 22) ? StyleTrait.LONG_SENTENCES : StyleTrait.MEDIUM_SENTENCES);
        }
        traits.add(spread * 2 > mean ? StyleTrait.VARIED_RHYTHM : StyleTrait.EVEN_RHYTHM);
        double each = (double) sentences.size() / paragraphs;
        if (each < 2.5) {
            traits.add(StyleTrait.SHORT_PARAGRAPHS);
        } else {
            traits.add(each < 5.5 ? StyleTrait.MEDIUM_PARAGRAPHS : StyleTrait.LONG_PARAGRAPHS);
        }
        if (ending("?", "？") > 0) {
            traits.add(StyleTrait.QUESTIONS);
        }
        long numbered = sentences.stream()
                .filter(sentence -> NUMBER.matcher(sentence).find())
                .count();
        if (numbered == 0) {
            traits.add(StyleTrait.NO_NUMBERS);
        } else {
            traits.add(numbered * 2 > sentences.size() ? StyleTrait.MANY_NUMBERS : StyleTrait.SOME_NUMBERS);
        }
    }

    /** Length in words for English, in characters for Chinese. */
    private long length(String sentence) {
        return language == Language.CHINESE
                ? sentence.codePoints().filter(Character::isLetterOrDigit).count()
                : sentence.split("\\s+").length;
    }

    private void addBuild() {
        boolean headings = parts.contains(StyleTrait.PART_HEADING);
        boolean lists = parts.contains(StyleTrait.PART_LIST);
        if (headings) {
            traits.add(lists ? StyleTrait.HEADINGS_AND_LISTS : StyleTrait.HEADINGS);
        } else {
            traits.add(lists ? StyleTrait.LISTS : StyleTrait.PLAIN_TEXT);
        }
        if (images.isEmpty()) {
            traits.add(tableRows.isEmpty() ? StyleTrait.NO_GRAPHICS : StyleTrait.TABLES);
        } else {
            traits.add(tableRows.isEmpty() ? StyleTrait.IMAGES : StyleTrait.IMAGES_AND_TABLES);
        }
    }

    private void addWords(String text) {
        long first = count(FIRST, text);
        long second = count(SECOND, text);
        if ((first + second) * 5 < sentences.size()) {
            traits.add(StyleTrait.NO_PERSON);
        } else {
            traits.add(first >= second ? StyleTrait.FIRST_PERSON : StyleTrait.SECOND_PERSON);
        }
        traits.add(count(TIME, text) >= 2 ? StyleTrait.TIME_WORDS : StyleTrait.NO_TIME_WORDS);
        long reasons = count(REASON, text);
        long contrasts = count(CONTRAST, text);
        if (reasons + contrasts == 0) {
            traits.add(StyleTrait.NO_LINKS);
        } else {
            traits.add(reasons >= contrasts ? StyleTrait.REASONS : StyleTrait.CONTRASTS);
        }
        traits.add(count(QUOTATION, text) > 0 ? StyleTrait.QUOTATIONS : StyleTrait.NO_QUOTATIONS);
        if (count(COMPARISON, text) > 0) {
            traits.add(StyleTrait.COMPARISONS);
        }
    }

    private long ending(String english, String chinese) {
        return sentences.stream()
                .map(sentence -> sentence.replaceAll("[\"”’」』)]+$", ""))
                .filter(sentence -> sentence.endsWith(english) || sentence.endsWith(chinese))
                .count();
    }

    private static long count(Pattern pattern, String text) {
        return pattern.matcher(text).results().count();
    }

    /** The given words that occur in the text, in the given order. */
    List<String> found(Collection<String> words) {
        String text = String.join("\n", sentences);
        return words.stream()
                .filter(word -> (language == Language.CHINESE
                                ? Pattern.compile(Pattern.quote(word))
                                : Pattern.compile("\\b" + word + "\\b", Pattern.CASE_INSENSITIVE))
                        .matcher(text)
                        .find())
                .toList();
    }

    /** The statements with a number, or all statements if few have one; tables in full. */
    List<String> facts() {
        List<String> statements = sentences.stream()
                .filter(sentence -> !sentence.matches(".*[?？][\"”’」』)]*"))
                .toList();
        List<String> numbered = statements.stream()
                .filter(sentence -> NUMBER.matcher(sentence).find())
                .toList();
        List<String> facts = new ArrayList<>(numbered.size() >= 3 ? numbered : statements);
        if (!tableRows.isEmpty()) {
            facts.add(String.join("\n", tableRows));
        }
        return facts.isEmpty() ? sentences : facts;
    }

    Language language() {
        return language;
    }

    Set<StyleTrait> traits() {
        return EnumSet.copyOf(traits);
    }

    /** The article's parts, in order. */
    List<StyleTrait> parts() {
        return parts;
    }

    List<String> images() {
        return images;
    }

    /** From 1 to 5. */
    int formality() {
        return formality;
    }

    /** From 1 to 5. */
    int intensity() {
        return intensity;
    }

    /** From 1 to 5. */
    int depth() {
        return depth;
    }
}
