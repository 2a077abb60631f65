package io.github.spo4j.style;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.spo4j.model.ModelRole;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Asks a model how an article is written. */
final class ArticleStyle {

    private static final Set<ProfileField> ASKED = EnumSet.allOf(ProfileField.class);

    private final StyleWording wording;
    private final StyleVocabulary vocabulary;
    private final StyleExtractor setup;
    private final ProfileAsker asker;

    ArticleStyle(StyleWording wording, StyleExtractor setup, ProfileAsker asker) {
        this.wording = wording;
        vocabulary = setup.vocabulary;
        this.setup = setup;
        this.asker = asker;
    }

    StyleProfile of(Article article) {
        StyleMessage message = new StyleMessage(wording.suiting(article.text()));
        return asker.ask(
                ModelRole.EXTRACT,
                article.source(),
                article.source() + " " + article.sha256(),
                refused -> message.extract(article.text(), vocabulary, setup.language, setup.extra, refused),
                this::read);
    }

    private StyleProfile read(String reply) throws UnreadableReplyException {
        ObjectNode profile = ProfileReply.read(reply, ASKED).fields();
        chooseCategory(profile);
        chooseLabels(profile, ProfileField.LABELS, vocabulary.labels());
        chooseLabels(profile, ProfileField.TEMPLATE_LABELS, vocabulary.templateLabels());
        return StyleProfile.of("reply", profile);
    }

    private void chooseCategory(ObjectNode profile) throws UnreadableReplyException {
        if (!vocabulary.categories().isEmpty()) {
            Optional<String> meant =
                    StyleVocabulary.meant(ProfileField.CATEGORY.text(profile), vocabulary.categories());
            profile.put(
                    ProfileField.CATEGORY.key(),
                    meant.orElseThrow(() -> notAmong(ProfileField.CATEGORY, vocabulary.categories())));
        }
    }

    /** Words that are not in the list are dropped, as long as one in the list is left. */
    private static void chooseLabels(ObjectNode profile, ProfileField field, List<String> words)
            throws UnreadableReplyException {
        if (!words.isEmpty()) {
            List<String> chosen = field.list(profile).stream()
                    .flatMap(label -> StyleVocabulary.meant(label, words).stream())
                    .distinct()
                    .toList();
            if (chosen.isEmpty()) {
                throw notAmong(field, words);
            }
            ArrayNode labels = profile.putArray(field.key());
            chosen.forEach(labels::add);
        }
    }

    private static UnreadableReplyException notAmong(ProfileField field, List<String> words) {
        return new UnreadableReplyException(field.key() + " must be among: " + String.join(" / ", words));
    }
}
