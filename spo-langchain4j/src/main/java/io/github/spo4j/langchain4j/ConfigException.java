package io.github.spo4j.langchain4j;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ModelsConfig} that cannot be used. The message is one sentence that names the file, the line where there is
 * one, and what to do. It repeats no value from the file, because any of them could be a key in the wrong place.
 */
public final class ConfigException extends SpoException {

    @Serial
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        this(message, null);
    }

    ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
