package io.github.spo4j.examples.server;

import io.github.spo4j.examples.server.job.Job;
import io.github.spo4j.examples.server.job.JobEngine;
import io.github.spo4j.journal.RunStorage;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Sends the folder of a run as a zip file, one file of it at a time. */
final class Archive {

    private Archive() {}

    static void send(Job job, JobEngine engine, Context ctx) throws IOException {
        String folder = "spo-" + job.id();
        ctx.res().setContentType("application/zip");
        ctx.header("Content-Disposition", "attachment; filename=\"" + folder + ".zip\"");
        ctx.header("Cache-Control", "no-store");
        try (ZipOutputStream zip = new ZipOutputStream(ctx.res().getOutputStream())) {
            add(engine.files(job), "", folder, zip);
        }
    }

    private static void add(RunStorage files, String path, String folder, ZipOutputStream zip) throws IOException {
        for (String name : files.list(path)) {
            String below = path.isEmpty() ? name : path + "/" + name;
            Optional<byte[]> content = files.read(below);
            if (content.isPresent()) {
                zip.putNextEntry(new ZipEntry(folder + "/" + below));
                zip.write(content.get());
                zip.closeEntry();
            } else {
                add(files, below, folder, zip);
            }
        }
    }
}
