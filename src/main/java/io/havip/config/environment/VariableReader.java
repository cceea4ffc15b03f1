package io.havip.config.environment;

import io.havip.config.options.Option;
import io.havip.config.options.Section;
import io.havip.config.options.Settings;
import io.havip.config.options.Type;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads options from the variables that the table names for them: those of an environment, or a keepalived.conf's parameters. */
public final class VariableReader {
    private final Function<List<String>, Optional<Located<String>>> variables;
    private final Scalars scalars;

    /** @param variables what is set for an option, by the names of its variables */
    public VariableReader(Function<List<String>, Optional<Located<String>>> variables, Problems problems) {
        this.variables = variables;
        this.scalars = new Scalars(problems);
    }

    /** What is set of a section, and of those in it that are there once. */
    public void read(Settings into) {
        into.section().options().forEach(option -> read(option, into));
    }

    private <T> void read(Option<T> option, Settings into) {
        option.type()
                .read(new Value(variables.apply(option.variables()), into))
                .ifPresent(value -> into.put(option, value));
    }

    /** What a variable is set to, if it is: one word, or what stands in a section. */
    private final class Value implements Type.Written {
        private final Optional<Located<String>> word;
        private final Settings parent;

        private Value(Optional<Located<String>> word, Settings parent) {
            this.word = word;
            this.parent = parent;
        }

        @Override
        public Scalars scalars() {
            return scalars;
        }

        @Override
        public RoutingWords routing() {
            throw new IllegalStateException("no variable is for a route or a rule");
        }

        @Override
        public Optional<Located<String>> word() {
            return word;
        }

        @Override
        public <T> Optional<Located<List<Located<T>>>> items(Type<T> item) {
            return word.flatMap(list -> {
                var words = Environment.items(list);
                return words.isEmpty()
                        ? scalars.refuse(list, "is a list of nothing", "list at least one, or unset the variable")
                        : Optional.of(list.with(words.stream()
                                .flatMap(each -> item.read(new Value(Optional.of(each), parent)).stream())
                                .toList()));
            });
        }

        /** An address, to which another variable adds the length of its prefix. */
        @Override
        public <T> Optional<Located<Settings>> groupOrWord(Section section, Option<T> only) {
            return word.flatMap(text -> {
                String suffix = variables
                        .apply(List.of(Variables.PREFIX_LENGTH))
                        .filter(_ -> !text.value().contains("/"))
                        .map(length -> "/" + length.value())
                        .orElse("");
                var settings = parent.beneath(section, text.place());
                return only.type()
                        .read(new Value(Optional.of(text.map(value -> value + suffix)), parent))
                        .map(value -> {
                            settings.put(only, value);
                            return text.with(settings);
                        });
            });
        }

        @Override
        public Optional<Located<Settings>> group(Section section) {
            var read = parent.beneath(section, parent.place());
            VariableReader.this.read(read);
            return section.options().stream()
                    .flatMap(option -> read.written(option).stream())
                    .findFirst()
                    .map(first -> {
                        var settings = parent.beneath(section, first.place());
                        settings.inherit(read);
                        return settings.here();
                    });
        }

        @Override
        public Optional<Located<Settings>> groupOrFalse(Section section) {
            return group(section);
        }

        @Override
        public Optional<Located<List<Settings>>> named(Section section) {
            return Optional.empty();
        }
    }
}
