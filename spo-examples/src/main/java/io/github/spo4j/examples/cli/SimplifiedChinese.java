package io.github.spo4j.examples.cli;

import com.github.houbb.opencc4j.util.ZhConverterUtil;
import java.util.regex.Pattern;

/**
 * Turns traditional Chinese characters into simplified ones. The words stay those of the text.
 *
 * <p>The dictionary leaves 著 as it is, since 著名 and 著作 are written so in simplified Chinese too. Behind a verb it is
 * a mark of what goes on, and written 着 there: 看著 becomes 看着. Which it is cannot be told for certain without
 * understanding the sentence: 望著作家 stays as it is.
 */
final class SimplifiedChinese {

    /** Not in words such as 著名, 著作, 显著, 土著. */
    private static final Pattern MARK_OF_ASPECT =
            Pattern.compile("(?<=\\p{IsHan})(?<![名原论编译专显昭卓土巨拙遗合所撰])著(?![名作者述称书录])");

    private SimplifiedChinese() {}

    static String of(String text) {
        String simple = ZhConverterUtil.toSimple(text);
        return MARK_OF_ASPECT
                .matcher(simple)
                .replaceAll("着")
                .replace("妳", "你")
                .replace("牠", "它")
                .replace("甚么", "什么");
    }
}
