package io.havip.testing;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Records that are like others but for what a test says: what a record gains later touches no test. */
public final class Changed {
    private Changed() {}

    /**
     * @param components what is different, by name
     * @throws IllegalArgumentException where the record has no such component, or it can't be that
     */
    @SuppressWarnings("unchecked") // it is made by the constructor of the same class
    public static <R extends Record> R of(R like, Map<String, ?> components) {
        var all = like.getClass().getRecordComponents();
        var names = Arrays.stream(all).map(RecordComponent::getName).collect(Collectors.toSet());
        if (!names.containsAll(Set.copyOf(components.keySet()))) {
            throw new IllegalArgumentException(components.keySet() + " are not all of " + names);
        }
        try {
            var types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
            var values = new Object[all.length];
            for (int i = 0; i < all.length; i++) {
                var name = all[i].getName();
                values[i] = components.containsKey(name)
                        ? components.get(name)
                        : all[i].getAccessor().invoke(like);
            }
            return (R) like.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
