package io.github.spo4j.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The database's password, from places that other users of the machine cannot read as they can a command. */
final class DatabasePassword {

    static final String VARIABLE = "SPO_DATABASE_PASSWORD";

    private final @Nullable Path file;
    private final Function<String, @Nullable String> environment;

    DatabasePassword(@Nullable Path file, Function<String, @Nullable String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** The address with the password, if there is one; the file counts before the variable. */
    String addedTo(String url) {
        String password = file == null ? environment.apply(VARIABLE) : firstLine(file);
        return password == null || password.isEmpty()
                ? url
                : url + (url.contains("?") ? "&" : "?") + "password=" + URLEncoder.encode(password, UTF_8);
    }

    /** Whether an address has a password of its own, which everybody on the machine can see. */
    static boolean isIn(String url) {
        return url.matches(".*[?&]password=.+");
    }

    private static String firstLine(Path file) {
        try {
            String password = Files.readString(file).lines().findFirst().orElse("");
            if (password.isEmpty()) {
                throw new UsageException("refused.password.none", file);
            }
            return password;
        } catch (IOException e) {
            throw new UsageException("refused.password.file", file);
        }
    }
}
