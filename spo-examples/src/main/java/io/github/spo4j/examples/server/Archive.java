package io.github.spo4j.examples.server;

import io.github.spo4j.examples.server.job.Job;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.storage.RunStorage;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Sends a run's folder as a zip file, one file at a time. The run may continue meanwhile, and the journal comes
 * last: if it is ahead of the other files, resuming repairs them; if it were behind, the run would be refused.
 */
final class Archive {

    private static final String JOURNAL = "journal.jsonl";

    private Archive() {}

    static void send(Job job, JobEngine engine, Context ctx) throws IOException {
        String folder = "spo-" + job.id();
        ctx.res().setContentType("application/zip");
        ctx.header("Content-Disposition", "attachment; filename=\"" + folder + ".zip\"");
        ctx.header("Cache-Control", "no-store");
        try (ZipOutputStream zip = new ZipOutputStream(ctx.res().getOutputStream())) {
            add(engine.files(job), folder, zip);
        }
    }

    static void add(RunStorage files, String folder, ZipOutputStream zip) throws IOException {
        boolean hasJournal = false;
        for (String name : files.list("")) {
            if (name.equals(JOURNAL)) {
                hasJournal = true;
            } else {
                add(files, name, folder, zip);
            }
        }
        if (hasJournal) {
            add(files, JOURNAL, folder, zip);
        }
    }

    private static void add(RunStorage files, String path, String folder, ZipOutputStream zip) throws IOException {
        Optional<byte[]> content = files.read(path);
        if (content.isPresent()) {
            zip.putNextEntry(new ZipEntry(folder + "/" + path));
            zip.write(content.get());
            zip.closeEntry();
            return;
        }
        for (String name : files.list(path)) {
            add(files, path + "/" + name, folder, zip);
        }
    }
}
