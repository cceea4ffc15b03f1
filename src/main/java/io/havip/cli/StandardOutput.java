package io.havip.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where commands print to. It remembers why that failed, which the JDK's writers do not. */
final class StandardOutput extends OutputStream {
    /** As the C library calls EPIPE. */
    private static final String NOBODY_READS = "Broken pipe";

    private final OutputStream out;
    private @Nullable IOException failure;

    StandardOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int character) throws IOException {
        write(new byte[] {(byte) character}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }

    /** Why not all was written; empty where it was, or whoever reads has had enough of it. */
    Optional<String> failure() {
        return Optional.ofNullable(failure)
                .map(why -> String.valueOf(why.getMessage()))
                .filter(why -> !why.equals(NOBODY_READS));
    }
}
