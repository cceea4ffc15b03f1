package io.havip.config.text;

/**
 * Where something is written.
 *
 * @param line from 1; 0 for the file as a whole
 * @param column from 1
 * @param option the option's path, e.g. {@code instances[0].vrid}; empty where there is none
 */
public record Place(Source source, int line, int column, String option) {

    /** The same place, under an option. */
    public Place of(String path) {
        return new Place(source, line, column, path);
    }

    /** How a message at another place names this line. */
    public String lineSeenFrom(Place other) {
        return "line " + line + (source == other.source ? "" : " of " + source.name());
    }

    /** Whether what is written here may be a secret. */
    public boolean isSecret() {
        return source.hides(this);
    }

    /** What is written here, as the subject of a message: it is not quoted where it may be a secret. */
    public String quoted(String word) {
        return isSecret() ? "this" : "'" + word + "'";
    }

    /** File, line and column. */
    public String position() {
        return line == 0 ? source.name() : source.name() + ":" + line + ":" + column;
    }
}
