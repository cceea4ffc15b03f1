package io.havip.config.text;

/**
 * Something about a configuration that its operator should know.
 *
 * @param message what is wrong, or read otherwise than it may look
 * @param mend what to do about it; empty where nothing is wrong
 */
public record Problem(Place place, String message, String mend) {

    /** File, line and column, option, message. */
    String headline(String severity) {
        String option = place.option().isEmpty() ? "" : place.option() + ": ";
        return place.position() + ": " + severity + option + message;
    }
}
