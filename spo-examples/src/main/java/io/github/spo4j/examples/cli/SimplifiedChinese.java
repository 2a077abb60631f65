package io.github.spo4j.examples.cli;

import com.github.houbb.opencc4j.util.ZhConverterUtil;
import java.util.regex.Pattern;

/**
 * Converts traditional Chinese characters to simplified ones. The words stay the same.
 *
 * <p>The dictionary leaves 著 as it is, since simplified Chinese has 著名 and 著作 too. Behind a verb it marks the
 * progressive, and is written 着 in simplified Chinese: 看著 becomes 看着. Some cases need an understanding of the sentence:
 * 望著作家 stays as it is.
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
