package org.example;

import io.github.spo4j.storage.RunStorage;
import io.github.spo4j.testing.RunStorageContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** A storage of somebody else's, for which a folder stands in, against the promises of one. */
class OwnStorageTest extends RunStorageContract {

    @TempDir
    Path folder;

    @Override
    protected RunStorage newStorage() {
        return RunStorage.directory(folder, "run");
    }

    @Override
    protected RunStorage reopen(RunStorage storage) {
        return RunStorage.directory(folder, "run");
    }
}
