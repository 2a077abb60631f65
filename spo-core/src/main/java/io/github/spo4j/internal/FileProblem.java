package io.github.spo4j.internal;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be used, and what to do about it, in words for the message of an exception. */
public final class FileProblem {

    private FileProblem() {}

    /**
     * Why a file cannot be read.
     *
     * @param e what reading it, or decoding it as UTF-8, threw
     * @return the reason and what to do, without the file's name
     */
    public static String reading(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file; check the path";
        }
        if (e instanceof AccessDeniedException) {
            return "this file may not be read; check its permissions";
        }
        if (e instanceof CharacterCodingException) {
            return "this is not UTF-8 text; save the file in the encoding UTF-8";
        }
        return "this file cannot be read (" + e.getMessage() + "); check the path and the disk";
    }

    /**
     * Why a file cannot be written.
     *
     * @param e what writing it threw
     * @return the reason and what to do, without the file's name
     */
    public static String writing(IOException e) {
        if (e instanceof FileAlreadyExistsException) {
            return "this file already exists and is not overwritten; choose another name or move it away";
        }
        if (e instanceof NoSuchFileException) {
            return "the folder does not exist; create it first";
        }
        if (e instanceof AccessDeniedException) {
            return "this file may not be written; check its permissions";
        }
        return "this file cannot be written (" + e.getMessage() + "); check its folder and the disk";
    }
}
