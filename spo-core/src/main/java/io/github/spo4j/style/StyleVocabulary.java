package io.github.spo4j.style;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The words that a profile may use for its category and its labels. An empty list leaves the choice free. Immutable.
 *
 * @param categories the categories, of which a profile has one
 * @param labels the words for a style
 * @param templateLabels the words for a structure
 */
public record StyleVocabulary(List<String> categories, List<String> labels, List<String> templateLabels) {

    public StyleVocabulary {
        categories = List.copyOf(categories);
        labels = List.copyOf(labels);
        templateLabels = List.copyOf(templateLabels);
    }

    /** {@return the vocabulary without lists, with which a model chooses its words freely} */
    public static StyleVocabulary free() {
        return new StyleVocabulary(List.of(), List.of(), List.of());
    }

    /** {@return the lists of the Python system, in Chinese, which are made for articles about games} */
    public static StyleVocabulary reference() {
        return new StyleVocabulary(
                List.of("充值攻略", "角色介绍", "游戏攻略", "同人创作", "版更介绍", "活动介绍", "内容营销"),
                List.of("轻松互动", "实用严谨", "正式官方", "幽默亲和"),
                List.of("分步骤型", "总览 + 细节", "结构化整合", "问答结合", "图文结合", "列表分点", "表格记录"));
    }

    /**
     * The word of a list that a text means, whatever its spaces, width and case; the text itself if the list is empty.
     */
    static Optional<String> meant(String text, List<String> words) {
        return words.isEmpty()
                ? Optional.of(text)
                : words.stream()
                        .filter(word -> folded(word).equals(folded(text)))
                        .findFirst();
    }

    private static String folded(String word) {
        return Normalizer.normalize(word, Normalizer.Form.NFKC)
                .replaceAll("\\s", "")
                .toLowerCase(Locale.ROOT);
    }
}
