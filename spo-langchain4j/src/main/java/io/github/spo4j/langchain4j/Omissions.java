package io.github.spo4j.langchain4j;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells people what of their settings is not sent, once for each model and setting. Thread-safe. */
final class Omissions {

    private static final System.Logger LOG = System.getLogger(Omissions.class.getName());

    private final Set<Omission> said = ConcurrentHashMap.newKeySet();

    private record Omission(String model, Setting setting) {}

    void say(String model, Setting setting, Object value, String why) {
        if (said.add(new Omission(model, setting))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} {1} is not sent to {2}: {3}",
                    setting.label(),
                    String.valueOf(value), // as it was written, not in the locale's form
                    KeyMask.LOOKS.excerpt(model),
                    why);
        }
    }
}
