package io.github.spo4j.style;

import io.github.spo4j.internal.PortableName;
import io.github.spo4j.internal.Sha256;
import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Gives each article a unique file name made from its name: {@code tea.json} for {@code tea.md}, and
 * {@code tea.txt.json} if that is taken. Names that are one name to some file systems count as one, and characters that
 * some system forbids or reads as a path become {@code -}.
 */
final class OutputNames {

    private static final String SUFFIX = ".json";
    private static final int LONGEST = 180;

    private final Set<String> taken = new HashSet<>();

    OutputNames(Collection<String> taken) {
        taken.forEach(name -> this.taken.add(folded(name)));
    }

    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    /** A free name, which is taken from now on. */
    String take(String article) {
        String path = article.replace('/', '-');
        String name = article.substring(article.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        for (String candidate : new String[] {stem, name, path}) {
            String file = PortableName.of(shortened(candidate, article) + SUFFIX);
            if (taken.add(folded(file))) {
                return file;
            }
        }
        for (int number = 2; ; number++) {
            String file = PortableName.of(shortened(path, article) + "-" + number + SUFFIX);
            if (taken.add(folded(file))) {
                return file;
            }
        }
    }

    /** File systems allow 255 bytes. What is cut off is replaced by a hash of the whole name. */
    private static String shortened(String name, String article) {
        if (PortableName.bytes(name) <= LONGEST) {
            return name;
        }
        StringBuilder head = new StringBuilder();
        int bytes = 0;
        for (int c : name.codePoints().toArray()) {
            bytes += PortableName.bytes(Character.toString(c));
            if (bytes > LONGEST) {
                break;
            }
            head.appendCodePoint(c);
        }
        return head + "-" + Sha256.hex(article).substring(0, 12);
    }
}
