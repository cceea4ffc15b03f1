package io.havip.config.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The table as JSON Schema, 2020-12, which editors complete and check YAML with. */
public final class Schema {
    /** Of Markdown. */
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");

    private Schema() {}

    /** Of a whole configuration. */
    public static Map<String, Object> whole() {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "havip-gateway");
        schema.putAll(object(GatewayOptions.SECTION));
        schema.put("type", "object");
        return schema;
    }

    static Map<String, Object> object(Section section) {
        var properties = new LinkedHashMap<String, Object>();
        section.options().forEach(option -> properties.put(option.key(), property(option)));
        var required = section.options().stream()
                .filter(option -> option.requiredMend().isPresent())
                .map(Option::key)
                .toList();
        var schema = new LinkedHashMap<String, Object>();
        // A section without a value is an empty one.
        schema.put("type", required.isEmpty() ? List.of("object", "null") : "object");
        schema.put("properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("additionalProperties", false);
        return schema;
    }

    private static <T> Map<String, Object> property(Option<T> option) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("description", LINK.matcher(option.help()).replaceAll("$1"));
        schema.putAll(option.type().schema());
        option.constant().ifPresent(value -> schema.put("default", option.type().write(value)));
        return schema;
    }

    static Map<String, Object> array(Type<?> item) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("type", "array");
        schema.put("minItems", 1);
        schema.put("items", item.schema());
        return schema;
    }

    static Map<String, Object> names(Section section) {
        return keywords("type", List.of("object", "null"), "additionalProperties", object(section));
    }

    static Map<String, Object> either(Map<String, Object> one, Map<String, Object> other) {
        return Map.of("anyOf", List.of(one, other));
    }

    /** In this order, whenever it is written. */
    static Map<String, Object> keywords(String first, Object value, String second, Object other) {
        var keywords = new LinkedHashMap<String, Object>();
        keywords.put(first, value);
        keywords.put(second, other);
        return keywords;
    }
}
