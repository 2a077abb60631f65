package io.github.spo4j.style;

import java.nio.file.Path;
import java.util.List;

/** Where the profiles of articles are kept. Thread-safe. */
interface ProfilePlace {

    /** The names of the files that are there, whoever wrote them. */
    List<String> names();

    boolean exists(String name);

    /** The SHA-256 of what a file holds. */
    String sha256(String name);

    /** Writes a file as a whole, in place of what was there. */
    void replace(String name, String json);

    /** Where a file is, for people and programs to find it. */
    Path path(String name);
}
