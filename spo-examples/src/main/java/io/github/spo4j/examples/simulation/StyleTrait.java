package io.github.spo4j.examples.simulation;

import java.util.Arrays;
import java.util.Optional;

/** A way of writing that can be measured in a text, its field in a profile, and its words. */
enum StyleTrait {
    SHORT_SENTENCES("/language/sentence_pattern", "short sentences", "以短句为主"),
    MEDIUM_SENTENCES("/language/sentence_pattern", "sentences of medium length", "句子长短适中"),
    LONG_SENTENCES("/language/sentence_pattern", "long sentences", "以长句为主"),
    COMPARISONS("/language/rhetoric", "compares things with others", "使用比喻"),
    QUESTIONS("/language/rhetoric", "asks questions", "使用问句"),
    SHORT_PARAGRAPHS("/structure/paragraph_length", "paragraphs of one or two sentences", "每段一两句"),
    MEDIUM_PARAGRAPHS("/structure/paragraph_length", "paragraphs of three to five sentences", "每段三到五句"),
    LONG_PARAGRAPHS("/structure/paragraph_length", "paragraphs of more than five sentences", "每段五句以上"),
    REASONS("/structure/transition_style", "links sentences by reasons", "以因果词衔接"),
    CONTRASTS("/structure/transition_style", "links sentences by contrasts", "以转折词衔接"),
    NO_LINKS("/structure/transition_style", "sets sentences side by side", "句子并列，不用关联词"),
    HEADINGS_AND_LISTS("/structure/hierarchy_pattern", "headings over the parts, and lists", "分节有标题，并用列表"),
    HEADINGS("/structure/hierarchy_pattern", "headings over the parts", "分节有标题"),
    LISTS("/structure/hierarchy_pattern", "lists without headings", "有列表，无标题"),
    PLAIN_TEXT("/structure/hierarchy_pattern", "one text without headings and lists", "一气呵成，无标题和列表"),
    IMAGES_AND_TABLES("/structure/use_of_graphics", "images and tables", "有图片和表格"),
    IMAGES("/structure/use_of_graphics", "images", "有图片"),
    TABLES("/structure/use_of_graphics", "tables", "有表格"),
    NO_GRAPHICS("/structure/use_of_graphics", "neither images nor tables", "无图片和表格"),
    FIRST_PERSON("/narrative/perspective", "says I or we", "用“我”“我们”叙述"),
    SECOND_PERSON("/narrative/perspective", "speaks to the reader as you", "直接称读者“你”"),
    NO_PERSON("/narrative/perspective", "seldom or never says I or you", "很少或不用“我”“你”"),
    TIME_WORDS(
            "/narrative/time_sequence", "follows the order of time in words such as first and then", "用“先”“然后”等词按时间展开"),
    NO_TIME_WORDS("/narrative/time_sequence", "has few words for the order of time", "少用表示先后的词"),
    QUOTATIONS("/narrative/narrator_attitude", "lets others speak in quotation marks", "以引号引述他人"),
    NO_QUOTATIONS("/narrative/narrator_attitude", "tells all in its own words", "全用作者自己的话"),
    EXCLAMATIONS("/emotion/expression_style", "shows feeling by exclamation marks", "以感叹号表达情绪"),
    NO_EXCLAMATIONS("/emotion/expression_style", "has few or no exclamation marks", "少用或不用感叹号"),
    LIVELY("/emotion/tone", "lively", "活泼"),
    CALM("/emotion/tone", "calm", "平静"),
    MANY_NUMBERS("/thinking/logic_pattern", "backs most statements with numbers", "多以数字说明"),
    SOME_NUMBERS("/thinking/logic_pattern", "gives a number here and there", "偶尔给出数字"),
    NO_NUMBERS("/thinking/logic_pattern", "does without numbers", "不用数字"),
    VARIED_RHYTHM("/thinking/rhythm", "long and short sentences in turn", "长短句交替"),
    EVEN_RHYTHM("/thinking/rhythm", "sentences of even length", "句子长短均匀"),
    PART_HEADING("/template_part", "a heading", "标题"),
    PART_PARAGRAPHS("/template_part", "paragraphs of text", "正文段落"),
    PART_LIST("/template_part", "a list", "列表"),
    PART_TABLE("/template_part", "a table", "表格"),
    PART_IMAGE("/template_part", "an image", "图片");

    private final String place;
    private final String english;
    private final String chinese;

    StyleTrait(String place, String english, String chinese) {
        this.place = place;
        this.english = english;
        this.chinese = chinese;
    }

    /** Its field in a profile's style, as a JSON pointer; parts of an article are in the profile itself. */
    String place() {
        return place;
    }

    String in(Language language) {
        return language.say(english, chinese);
    }

    /** The trait with exactly these words, in any language. */
    static Optional<StyleTrait> of(String words) {
        return Arrays.stream(values())
                .filter(trait -> trait.english.equals(words) || trait.chinese.equals(words))
                .findFirst();
    }
}
