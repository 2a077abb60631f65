package io.github.spo4j.journal;

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
