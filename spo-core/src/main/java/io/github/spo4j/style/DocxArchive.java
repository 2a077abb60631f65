package io.github.spo4j.style;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The ZIP archive of a Word document. It is unpacked in memory only, part by part, and checked as a whole first: a
 * small file must not unpack to a huge one, and no two parts may have one name.
 */
final class DocxArchive {

    /** How much the whole archive may unpack to, in bytes. */
    static final int MAX_UNPACKED = 10 * ArticleReader.MAX_BYTES;

    /** How large a part that is read may be, in bytes: it is kept in memory, unlike pictures. */
    static final int MAX_PART = MAX_UNPACKED / 4;

    private static final int MAX_ENTRIES = 20_000;

    private final byte[] content;
    private final Map<String, Long> sizes = new HashMap<>();

    DocxArchive(byte[] content) throws IOException {
        this.content = content;
        long unpacked = 0;
        byte[] buffer = new byte[1 << 16];
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                requirePlainName(entry.getName());
                long start = unpacked;
                if (sizes.containsKey(entry.getName()) || sizes.size() == MAX_ENTRIES) {
                    throw new IOException("two parts of this archive have the same name, or there are more than "
                            + MAX_ENTRIES + "; save it again in an editor");
                }
                for (int read = zip.read(buffer); read >= 0; read = zip.read(buffer)) {
                    unpacked += read;
                    if (unpacked > MAX_UNPACKED) {
                        throw new IOException("this document unpacks to more than " + MAX_UNPACKED
                                + " bytes; split it, or take pictures out of it");
                    }
                }
                sizes.put(entry.getName(), unpacked - start);
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw damaged(e);
        }
        if (sizes.isEmpty()) {
            throw new IOException(
                    "this is no Word document, or one with a password; open it in an editor and save it as"
                            + " .docx without a password");
        }
    }

    /** No part is ever written to disk, but no real document has a name that leads out of the archive. */
    private static void requirePlainName(String name) throws IOException {
        boolean leadsOut = name.startsWith("/")
                || name.contains("\\")
                || name.contains(":")
                || ("/" + name + "/").contains("/../");
        if (leadsOut) {
            throw new IOException("a part of this archive has a name that leads out of it; save it again in an editor");
        }
    }

    /** A part's content, or null if there is none of that name. */
    byte @Nullable [] part(String name) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (entry.getName().equals(name)) {
                    return zip.readNBytes(size(name));
                }
            }
            return null;
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    private int size(String name) throws IOException {
        long size = sizes.getOrDefault(name, 0L);
        if (size > MAX_PART) {
            throw new IOException(
                    "the part " + name + " unpacks to more than " + MAX_PART + " bytes; split the document");
        }
        return Math.toIntExact(size);
    }

    private static IOException damaged(Exception e) {
        return new IOException("this document is damaged; open it in an editor and save it again", e);
    }
}
