package io.havip.config.options;

import io.havip.config.options.Option.Standard;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of a section's options, each with the place where it is written. A reader fills it, and the names of virtual MACs
 * come to that; from then on it does not change.
 */
public final class Settings {
    private static final int HASH_BYTES = 8;

    private final Section section;
    private final Located<String> name;
    private final @Nullable Settings parent;
    private final boolean off;
    private final boolean asKeepalived;
    private final Map<String, Located<?>> values = new HashMap<>();

    private Settings(
            Section section, Located<String> name, @Nullable Settings parent, boolean off, boolean asKeepalived) {
        this.section = section;
        this.name = name;
        this.parent = parent;
        this.off = off;
        this.asKeepalived = asKeepalived;
    }

    /** Those of the outermost section. */
    public static Settings root(Section section, Place place) {
        return new Settings(section, new Located<>("", place), null, false, false);
    }

    /** Likewise, and where nothing is written in them or beneath, keepalived's own defaults count before ours. */
    public static Settings rootAsKeepalived(Section section, Place place) {
        return new Settings(section, new Located<>("", place), null, false, true);
    }

    /** Those of a section in this one, at a place. */
    public Settings beneath(Section inner, Place place) {
        return named(inner, new Located<>("", place));
    }

    /** Those that one of several names has in this one. */
    public Settings named(Section inner, Located<String> ofName) {
        return new Settings(inner, ofName, this, false, asKeepalived);
    }

    /** That a section is explicitly not wanted. */
    public Settings off(Section inner, Place place) {
        return new Settings(inner, new Located<>("", place), this, true, asKeepalived);
    }

    public boolean isOff() {
        return off;
    }

    public Section section() {
        return section;
    }

    /** Where the section, or its name, is written. */
    public Place place() {
        return name.place();
    }

    /** The name that these belong to, where there are several. */
    public Located<String> name() {
        return name;
    }

    /** Those of the section that this one is in. */
    public Settings parent() {
        return parent == null ? this : parent;
    }

    /** Those of the outermost section. */
    public Settings root() {
        return parent == null ? this : parent.root();
    }

    public <T> void put(Option<T> option, Located<T> value) {
        values.put(option.key(), value);
    }

    /** Puts a value that stands nowhere, at the section's place. */
    public <T> void set(Option<T> option, T value) {
        put(option, new Located<>(value, place()));
    }

    /** These, at their place. */
    public Located<Settings> here() {
        return new Located<>(this, place());
    }

    /** Puts one more item into a list. */
    public <T> void add(Option<List<Located<T>>> option, Located<T> item) {
        var former = written(option);
        var items = Stream.concat(former.stream().flatMap(list -> list.value().stream()), Stream.of(item));
        put(option, new Located<>(items.toList(), former.map(Located::place).orElse(item.place())));
    }

    /** As if it were not written. */
    public void drop(Option<?> option) {
        values.remove(option.key());
    }

    /** Takes over what is written elsewhere, and not here. */
    public void inherit(Settings other) {
        other.values.forEach(values::putIfAbsent);
    }

    /** The settings of a section in this one, made where nothing is written of it. */
    public Settings open(Option<Settings> option, Place place) {
        return written(option).map(Located::value).orElseGet(() -> {
            var made = beneath(option.section().orElseThrow(), place);
            put(option, new Located<>(made, place));
            return made;
        });
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public boolean has(Option<?> option) {
        return values.containsKey(option.key());
    }

    /** What is written. */
    @SuppressWarnings("unchecked") // put() admits nothing else
    public <T> Optional<Located<T>> written(Option<T> option) {
        return Optional.ofNullable((Located<T>) values.get(option.key()));
    }

    /** What is written, or counts otherwise; empty where that is nothing, or where its absence has been reported. */
    public <T> Optional<T> find(Option<T> option) {
        return written(option)
                .map(Located::value)
                .or(() -> asKeepalived ? option.keepalivedStandard() : Optional.empty())
                .or(() -> switch (option.standard()) {
                    case Standard.Required<T> _ -> Optional.empty();
                    case Standard.Constant<T>(T value) -> Optional.of(value);
                    case Standard.Otherwise<T> otherwise -> otherwise.value().apply(this);
                });
    }

    /** What counts of an option that always has a value. */
    public <T> T get(Option<T> option) {
        return find(option).orElseThrow(() -> new IllegalStateException(option.key() + " has no value"));
    }

    /** Likewise with its place: that of the section where nothing is written. */
    public <T> Located<T> located(Option<T> option) {
        return written(option).orElseGet(() -> new Located<>(get(option), place()));
    }

    /** The items of a list, none where there is none. */
    public <T> List<T> items(Option<List<Located<T>>> option) {
        return Located.values(find(option).orElse(List.of()));
    }

    /** All that counts, each default written out, as YAML's maps, lists and values. */
    public Map<String, Object> tree() {
        var tree = new LinkedHashMap<String, Object>();
        section.options().forEach(option -> write(option, tree));
        return tree;
    }

    /** Of {@link #tree} without what is secret: whoever knows all but a password could find that by trying. */
    public String hash() {
        return HexFormat.of().formatHex(sha256(withoutSecrets().tree().toString()), 0, HASH_BYTES);
    }

    private Settings withoutSecrets() {
        var open = new Settings(section, name, parent, off, asKeepalived);
        values.forEach((key, value) -> open.values.put(key, value.map(Settings::stripped)));
        section.options().stream()
                .filter(option -> option.is(Option.Trait.SECRET))
                .forEach(open::drop);
        return open;
    }

    /** Of a section, or of several in a list; another value is not changed. */
    private static Object stripped(Object value) {
        return switch (value) {
            case Settings settings -> settings.withoutSecrets();
            case Located<?> located -> located.map(Settings::stripped);
            case List<?> items -> items.stream().map(Settings::stripped).toList();
            default -> value;
        };
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private <T> void write(Option<T> option, Map<String, Object> tree) {
        find(option).ifPresent(value -> tree.put(option.key(), option.type().write(value)));
    }
}
