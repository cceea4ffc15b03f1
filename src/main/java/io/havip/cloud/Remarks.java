package io.havip.cloud;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a cloud's API says, for somebody who asks before anything has to move: one sentence each, and each once. */
public final class Remarks {
    private final Set<String> lines = new LinkedHashSet<>();
    private boolean sound = true;

    /** Something that a provider is asked. */
    @FunctionalInterface
    public interface Question<T> {
        T answer() throws CallFailed, InterruptedException;
    }

    /** That something is well, or not known. */
    public void tell(String sentence) {
        lines.add(sentence);
    }

    public void warning(String sentence) {
        lines.add("warning: " + sentence);
    }

    /** @param mend what to do about it; stands in a line of its own */
    public void error(String sentence, String mend) {
        lines.add("error: %s\n  mend: %s".formatted(sentence, mend));
        sound = false;
    }

    /** These, after what has been said. */
    public void add(Remarks others) {
        lines.addAll(others.lines);
        sound &= others.sound;
    }

    /**
     * What cannot be asked is told of, and is no error.
     *
     * @param what is asked: {@code whether ...}
     */
    public <T> Optional<T> ask(String what, Question<T> question) throws InterruptedException {
        try {
            return Optional.of(question.answer());
        } catch (CallFailed e) {
            tell("%s is not known: %s (%s)".formatted(what, e.getMessage(), e.code()));
            return Optional.empty();
        }
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Whether there is no error. */
    public boolean sound() {
        return sound;
    }
}
