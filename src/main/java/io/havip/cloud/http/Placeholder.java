package io.havip.cloud.http;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What may stand in a described request, as {@code {address}}, for what differs. */
public enum Placeholder {
    /** The virtual address. */
    ADDRESS,
    /** What the provider calls that: the address itself where nothing else is said. */
    ID,
    /** What the provider calls this node. */
    NODE,
    /** The interface that the address is on. */
    INTERFACE,
    /** The VRRP instance. */
    INSTANCE,
    /** The content of the file of the secret. */
    SECRET;

    private static final Pattern PLACE = Pattern.compile("\\{([a-z_-]{1,20})}");

    public String text() {
        return "{" + name().toLowerCase(Locale.ROOT) + "}";
    }

    /** The names within braces in a text, whether they are ones or not. */
    public static Stream<String> names(String template) {
        return PLACE.matcher(template).results().map(place -> place.group(1));
    }

    public static boolean known(String name) {
        return Stream.of(values()).anyMatch(each -> each.text().equals("{" + name + "}"));
    }

    /** @param escaping what a value has to go through to be no more than a value there */
    static String filled(String template, Map<Placeholder, String> values, UnaryOperator<String> escaping) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(Stream.of(values())
                        .filter(each -> each.text().equals(place.group()) && values.containsKey(each))
                        .map(each -> escaping.apply(values.getOrDefault(each, "")))
                        .findFirst()
                        .orElseGet(place::group)));
    }
}
