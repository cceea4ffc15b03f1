package io.havip.config.keepalived;

import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Option.Trait;
import io.havip.config.options.Settings;
import io.havip.config.options.Type;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keywords of a block. Whatever is not supported is reported when the block is made: as a notice or as an error. Of a
 * keyword that is repeated one counts, the same as in keepalived, and a notice says which; lists are joined.
 */
final class Block {
    private static final Option<Boolean> FLAG = Option.of("flag", Type.flag(), "");

    private final Scope section;
    private final Place place;
    private final Problems problems;
    private final Scalars scalars;
    private final List<Statement> written;
    private final Map<String, List<Statement>> statements = new LinkedHashMap<>();

    Block(List<Statement> statements, Scope section, Place place, Problems problems) {
        this.section = section;
        this.place = place;
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.written = List.copyOf(statements);
        statements.forEach(statement -> put(statement, section));
    }

    /** The options after the head of a list's entry, each followed by its values: {@code dev eth0 label eth0:1}. */
    static Block options(Statement entry, Scope section, Place place, Problems problems) {
        var options = new ArrayList<Statement>();
        List<Token> words = entry.arguments();
        int start = 0;
        for (int i = 1; i <= words.size(); i++) {
            if (i == words.size() || Keyword.find(section, words.get(i).text()).isPresent()) {
                options.add(new Statement(words.subList(start, i), Optional.empty()));
                start = i;
            }
        }
        return new Block(options, section, place, problems);
    }

    private void put(Statement statement, Scope section) {
        String name = statement.keyword().text();
        Place at = placeOf(statement);
        Optional<Keyword> keyword = Keyword.find(section, name);
        if (keyword.isEmpty()) {
            Place place = statement.keyword().place();
            problems.error(place, place.quoted(name) + " is not a keyword in " + section.title(), mend(name, section));
            return;
        }
        switch (keyword.get().support()) {
            case SUPPORTED ->
                statements.computeIfAbsent(name, key -> new ArrayList<>()).add(statement);
            case WITHOUT_EFFECT ->
                problems.notice(at, "without effect: " + keyword.get().reason());
            case REFUSED ->
                problems.error(
                        at,
                        "not supported: " + keyword.get().reason(),
                        keyword.get().mend());
        }
    }

    /** Somebody who knows our YAML may have written its key. */
    private static String mend(String name, Scope section) {
        var accepted = Keyword.accepted(section);
        return GatewayOptions.SECTION
                .keywordsFor(name)
                .filter(accepted::contains)
                .findFirst()
                .map(meant -> "did you mean " + meant + "?")
                .orElseGet(() -> Suggestion.mend(name, accepted));
    }

    Place place() {
        return place;
    }

    Place placeOf(Statement statement) {
        return within(statement.keyword(), statement.keyword().text());
    }

    boolean isEmpty() {
        return written.isEmpty();
    }

    /** Whether a keyword is written, be it supported or not. */
    boolean mentions(String name) {
        return written.stream().anyMatch(statement -> statement.keyword().text().equals(name));
    }

    boolean has(String name) {
        return statements.containsKey(name);
    }

    /** Whether one statement of this block stands after another one. */
    boolean after(Statement later, Statement earlier) {
        return written.indexOf(later) > written.indexOf(earlier);
    }

    /** All statements of a keyword, in order. */
    List<Statement> all(String name) {
        return statements.getOrDefault(name, List.of());
    }

    /** The statements in all blocks of a keyword: a list. */
    List<Statement> entries(String name) {
        return all(name).stream()
                .flatMap(statement -> contents(statement).stream())
                .toList();
    }

    /** The statements in the block of one statement; a missing block is reported. */
    List<Statement> contents(Statement statement) {
        if (statement.block().isEmpty()) {
            problems.error(placeOf(statement), "the block is missing", "open it with {");
        }
        return statement.block().orElse(List.of());
    }

    /** The statement that counts where a keyword is repeated, which a notice says. */
    Optional<Statement> counting(String name) {
        List<Statement> all = all(name);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        boolean first = Keyword.firstCounts(section, name);
        if (all.size() > 1) {
            problems.notice(
                    placeOf(all.getLast()),
                    "given before in "
                            + all.getFirst().keyword().place().lineSeenFrom(placeOf(all.getLast()))
                            + "; the " + (first ? "first" : "last") + " one counts, as in keepalived");
        }
        return Optional.of(first ? all.getFirst() : all.getLast());
    }

    Optional<Located<String>> text(String name) {
        return counting(name).flatMap(statement -> {
            refuseBlock(statement);
            return argument(statement, "give " + name + " one value");
        });
    }

    /** Puts what the plain keywords of a section's options say, each after a prefix if it does not have that itself. */
    void read(Settings into, String prefix) {
        into.section().options().stream()
                .filter(option -> option.is(Trait.PLAIN))
                .forEach(option -> read(option, prefix, into));
    }

    private <T> void read(Option<T> option, String prefix, Settings into) {
        String keyword = option.keywords().getFirst();
        read(option, keyword.startsWith(prefix) ? keyword : prefix + keyword)
                .ifPresent(value -> into.put(option, value));
    }

    /** What a keyword says of an option. */
    <T> Optional<Located<T>> read(Option<T> option, String name) {
        return counting(name).flatMap(statement -> value(option, statement));
    }

    /** Likewise a statement. */
    <T> Optional<Located<T>> value(Option<T> option, Statement statement) {
        var alone = word(option).alone();
        refuseBlock(statement);
        return statement.arguments().isEmpty() && alone.isPresent()
                ? alone.map(value -> new Located<>(value, placeOf(statement)))
                : argument(statement, "give " + statement.keyword().text() + " one value")
                        .flatMap(text -> value(option, text));
    }

    /** Likewise a word. */
    <T> Optional<Located<T>> value(Option<T> option, Located<String> text) {
        return word(option).keepalived().apply(scalars, text);
    }

    private static <T> Type.Word<T> word(Option<T> option) {
        if (option.type() instanceof Type.Word<T> word) {
            return word;
        }
        throw new IllegalArgumentException(option.key() + " is not one word");
    }

    private void refuseBlock(Statement statement) {
        if (statement.block().isPresent()) {
            problems.error(placeOf(statement), "no block belongs here", "remove the braces and what they enclose");
        }
    }

    /** The one word after a keyword. */
    Optional<Located<String>> argument(Statement statement, String mend) {
        List<Token> arguments = statement.arguments();
        if (arguments.isEmpty()) {
            return problems.refuse(placeOf(statement), "a value is missing", mend);
        }
        refuseAfter(1, statement);
        return Optional.of(located(arguments.getFirst(), statement.keyword().text()));
    }

    /** Reports arguments beyond a number: keepalived would silently ignore them. */
    void refuseAfter(int count, Statement statement) {
        if (statement.arguments().size() > count) {
            problems.error(
                    within(statement.arguments().get(count), statement.keyword().text()),
                    "one word too many: keepalived reads one option per line and ignores the rest",
                    "put each option on a line of its own");
        }
    }

    /** A keyword that is true where it stands alone, or says what it is. */
    boolean flag(String name) {
        return read(FLAG, name).map(Located::value).orElse(false);
    }

    /** A flag that can't be switched off: a notice where it is. */
    void alwaysOn(String name, String reason) {
        read(FLAG, name)
                .filter(flag -> !flag.value())
                .flatMap(_ -> counting(name))
                .ifPresent(statement -> problems.notice(placeOf(statement), "without effect: " + reason));
    }

    /** Reads what a statement with a name describes. */
    interface Named<T> {
        /** @param block whose options are shown under the keyword and the name */
        T read(Statement statement, Located<String> name, Block block);
    }

    /** What each statement of a keyword with a name describes. */
    <T> List<T> named(String keyword, Scope inner, Named<T> reader) {
        return all(keyword).stream()
                .flatMap(statement -> argument(statement, "name it: " + keyword + " NAME {")
                        .map(name -> reader.read(statement, name, named(statement, name, inner)))
                        .stream())
                .toList();
    }

    private Block named(Statement statement, Located<String> name, Scope inner) {
        String title = statement.keyword().text() + " " + name.value();
        return new Block(contents(statement), inner, name.place().of(title), problems);
    }

    /** The words of each line of a list. */
    List<List<Located<String>>> lines(String name) {
        return entries(name).stream()
                .map(entry ->
                        entry.words().stream().map(word -> located(word, name)).toList())
                .toList();
    }

    /** The block of a keyword, empty where there is none; several are joined. */
    Block block(String name, Scope section) {
        Place at = all(name).stream().map(this::placeOf).findFirst().orElse(place);
        return new Block(entries(name), section, at, problems);
    }

    /** A value; its absence is reported. */
    <T> Optional<T> required(String name, Optional<T> value, String mend) {
        if (!has(name)) {
            problems.error(place, name + " is missing", mend);
        }
        return value;
    }

    /** A word of this block, under an option. */
    Located<String> located(Token word, String option) {
        return new Located<>(word.text(), within(word, option));
    }

    /** Where it stands. */
    Place within(Token word, String option) {
        String path = Stream.of(place.option(), option)
                .filter(part -> !part.isEmpty())
                .reduce((block, name) -> block + ": " + name)
                .orElse("");
        return word.place().of(path);
    }
}
