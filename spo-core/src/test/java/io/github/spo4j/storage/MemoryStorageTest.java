package io.github.spo4j.storage;

import io.github.spo4j.testing.RunStorageContract;

class MemoryStorageTest extends RunStorageContract {

    @Override
    protected RunStorage newStorage() {
        return RunStorage.memory();
    }

    @Override
    protected RunStorage reopen(RunStorage of) {
        return of;
    }
}
