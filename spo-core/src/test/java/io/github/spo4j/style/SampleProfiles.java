package io.github.spo4j.style;

/** Replies of models that describe a style. */
final class SampleProfiles {

    private SampleProfiles() {}

    /** A complete profile whose texts name what it was made for. */
    static String about(String name) {
        return about(name, "notice", "calm");
    }

    static String about(String name, String category, String label) {
        return """
                {
                  "style_summary": "%1$s, calm and short.",
                  "style_category": "%2$s",
                  "style_label": ["%3$s"],
                  "style": {"language": {"rhetoric": ["lists"]}, "emotion": {"tone": "calm as %1$s"}},
                  "CoT": "1. Greet.",
                  "template_title": "A notice",
                  "template_part": ["Greeting"],
                  "template_label": ["steps"],
                  "fact_info": "1. Fact of %1$s.",
                  "image": "![%1$s](%1$s.png)",
                  "prompt": "Write like %1$s."
                }""".formatted(name, category, label);
    }
}
