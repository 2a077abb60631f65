package io.github.spo4j.style;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.spo4j.instruction.StyleInstructions;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StyleWordingTest {

    private static final String JAPANESE = "雨の日のお茶の作り方を説明する。";
    private static final String CHINESE = "下雨天怎样泡茶，说明如下。";

    private static String language(StyleWording wording, String text) {
        Map<String, String> chosen = wording.suiting(text).texts();
        return chosen.equals(StyleInstructions.chinese().texts()) ? "zh" : "en";
    }

    @Test
    void is_english_for_japanese_and_chinese_for_chinese() {
        StyleWording wording = StyleWording.of(null);

        assertThat(language(wording, JAPANESE)).isEqualTo("en");
        assertThat(language(wording, CHINESE)).isEqualTo("zh");
        assertThat(language(wording, "How to make tea on a rainy day")).isEqualTo("en");
    }

    @Test
    void stays_as_it_was_recorded() {
        Map<String, String> recorded = StyleWording.of(null).texts();
        StyleWording resumed = StyleWording.of(null, recorded);

        assertThat(resumed.texts()).isEqualTo(recorded);
        assertThat(language(resumed, JAPANESE)).isEqualTo("en");
    }

    @Test
    void asks_about_japanese_in_chinese_where_it_did_so_before_that_was_recorded() {
        Map<String, String> recorded = new LinkedHashMap<>(StyleWording.of(null).texts());
        recorded.remove("instruction.ja");
        StyleWording resumed = StyleWording.of(null, recorded);

        assertThat(resumed.texts()).isEqualTo(recorded);
        assertThat(language(resumed, JAPANESE)).isEqualTo("zh");
        assertThat(language(resumed, CHINESE)).isEqualTo("zh");
        assertThat(language(resumed, "How to make tea on a rainy day")).isEqualTo("en");
    }

    @Test
    void is_the_users_own_for_any_text() {
        StyleInstructions own = StyleInstructions.english().with("extract-extra", "Mind: {{extra}}");

        assertThat(StyleWording.of(own).suiting(JAPANESE)).isSameAs(own);
        assertThat(StyleWording.of(own).suiting(CHINESE)).isSameAs(own);
    }
}
