package io.github.spo4j.langchain4j;

import io.github.spo4j.model.SpoException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ModelsConfig} that cannot be used. The message is one sentence with the file, the line if it is known, and what
 * to do. It repeats no value of the file, because any value could be a misplaced key.
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
