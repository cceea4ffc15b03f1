package io.havip.config;

import io.havip.config.text.Problem;
import io.havip.config.text.Problems;
import java.util.List;

/** A configuration that can't be used. The message is what is wrong with it, rendered for people. */
public final class ConfigException extends Exception {
    /** More than these the message counts, and does not show. */
    private static final int SHOWN_MAX = 50;

    private final String whole;

    @SuppressWarnings("serial") // Nobody writes it.
    private final List<Problem> errors;

    /** @param rendered what is wrong with the whole of it */
    public ConfigException(String rendered) {
        super(rendered);
        this.whole = rendered;
        this.errors = List.of();
    }

    /** @param errors at least one */
    ConfigException(List<Problem> errors) {
        super(Problems.render(errors.stream().limit(SHOWN_MAX).toList())
                + (errors.size() > SHOWN_MAX
                        ? "\nand " + (errors.size() - SHOWN_MAX) + " more: check --all-errors shows them"
                        : ""));
        this.whole = Problems.render(errors);
        this.errors = List.copyOf(errors);
    }

    /** The message, with all errors, however many there are. */
    public String whole() {
        return whole;
    }

    /** What is wrong at some place, all of it; empty where there is no configuration. */
    public List<Problem> errors() {
        return errors;
    }
}
