package io.github.spo4j.langchain4j;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warns of settings that are not sent, once for each model and setting. Thread-safe. */
final class Omissions {

    private static final System.Logger LOG = System.getLogger(Omissions.class.getName());

    private final Set<Omission> said = ConcurrentHashMap.newKeySet();

    private record Omission(String model, Setting setting) {}

    /** Whether a setting is not sent to a model. */
    boolean has(String model, Setting setting) {
        return said.contains(new Omission(model, setting));
    }

    void warn(String model, Setting setting, Object value, String why) {
        if (said.add(new Omission(model, setting))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} {1} is not sent to {2}: {3}",
                    setting.label(),
                    String.valueOf(value), // as written, not in the locale's format
                    KeyMask.LOOKS.excerpt(model),
                    why);
        }
    }
}
