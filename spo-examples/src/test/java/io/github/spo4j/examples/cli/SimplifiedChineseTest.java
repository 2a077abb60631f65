package io.github.spo4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimplifiedChineseTest {

    @ParameterizedTest
    @CsvSource({
        "這是一個測試。,这是一个测试。",
        "她看著窗外,她看着窗外",
        "我們向往著遠方,我们向往着远方",
        "他笑著說,他笑着说",
        "著名的作家,著名的作家",
        "一部著作,一部著作",
        "這部名著很有名,这部名著很有名",
        "顯著的進步,显著的进步",
        "台灣的土著,台湾的土著",
        "妳知道嗎,你知道吗",
        "牠跑了,它跑了",
        "甚麼時候,什么时候",
        "乾隆皇帝,乾隆皇帝",
        "站在山上瞭望,站在山上瞭望",
        "頭髮和發展,头发和发展",
        "看着已经简化的文字,看着已经简化的文字",
        "plain English stays,plain English stays"
    })
    void characters_are_simplified_and_words_kept(String traditional, String simplified) {
        assertThat(SimplifiedChinese.of(traditional)).isEqualTo(simplified);
    }
}
