package io.havip.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What is wrong with a file, in words: the JDK's exceptions mostly say nothing but its name. */
public final class FileTrouble {
    private FileTrouble() {}

    /** A part of a sentence that names the file. */
    public static String text(IOException why) {
        return switch (why) {
            case FileSystemException refused
            when refused.getReason() != null -> refused.getFile() + ": " + refused.getReason();
            case NoSuchFileException missing -> "there is no " + missing.getFile();
            case FileAlreadyExistsException present -> present.getFile() + " is there already";
            case AccessDeniedException denied -> "this user may not use " + denied.getFile();
            case NotDirectoryException file -> file.getFile() + " is no folder";
            default -> String.valueOf(why.getMessage());
        };
    }
}
