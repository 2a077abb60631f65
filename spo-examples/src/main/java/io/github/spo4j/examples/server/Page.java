package io.github.spo4j.examples.server;

import io.github.spo4j.examples.server.Refusal.Reason;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The files of the web page, from the program's {@code web/} only. Thread-safe. */
final class Page {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]*\\.[a-z0-9]{2,5}");
    private static final List<String> FOLDERS = List.of("script/", "script/views/", "style/", "language/");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2");

    private final Map<String, Content> files = new ConcurrentHashMap<>();

    /** A file and its ETag. */
    static final class Content {

        private final byte[] bytes;
        private final String tag;

        Content(byte[] bytes, String tag) {
            this.bytes = bytes;
            this.tag = tag;
        }
    }

    List<Route> all() {
        List<Route> routes = new ArrayList<>();
        routes.add(Route.get("/", ctx -> send("", "index.html", ctx)).open());
        routes.add(in(""));
        FOLDERS.forEach(folder -> routes.add(in(folder)));
        return routes;
    }

    private Route in(String folder) {
        return Route.get("/" + folder + "{file}", ctx -> send(folder, ctx.pathParam("file"), ctx))
                .open();
    }

    private void send(String folder, String name, Context ctx) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || !NAME.matcher(name).matches()) {
            throw notThere();
        }
        Content content = content(folder + name).orElseThrow(Page::notThere);
        ctx.header("ETag", content.tag).header("Cache-Control", "no-cache");
        if (content.tag.equals(ctx.header("If-None-Match"))) {
            ctx.status(304);
            return;
        }
        ctx.contentType(type).result(content.bytes);
    }

    /** Missing files are not cached: clients can invent any number of names. */
    Optional<Content> content(String name) {
        Content kept = files.get(name);
        if (kept != null) {
            return Optional.of(kept);
        }
        Optional<Content> read = read(name);
        read.ifPresent(content -> files.put(name, content));
        return read;
    }

    int kept() {
        return files.size();
    }

    private static Refusal notThere() {
        return new Refusal(Reason.NOT_FOUND, "there is nothing at this address; see /openapi.yaml");
    }

    private static Optional<Content> read(String name) {
        try (InputStream in = Page.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                return Optional.empty();
            }
            byte[] bytes = in.readAllBytes();
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return Optional.of(new Content(bytes, '"' + HexFormat.of().formatHex(hash) + '"'));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a file of the program cannot be read", e);
        }
    }
}
