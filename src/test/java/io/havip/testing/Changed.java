package io.havip.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Records that are like others but for what a test says: what a record gains later touches no test. */
public final class Changed {
    /** Looked up once: a simulation changes tens of thousands. */
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private Changed() {}

    /** Of a record's class, in the order of its components. */
    private record Shape(List<String> names, List<Method> accessors, Constructor<?> constructor) {
        static Shape of(Class<?> type) {
            var components = type.getRecordComponents();
            var types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            try {
                return new Shape(
                        Stream.of(components).map(RecordComponent::getName).toList(),
                        Stream.of(components).map(RecordComponent::getAccessor).toList(),
                        type.getDeclaredConstructor(types));
            } catch (NoSuchMethodException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    /**
     * @param components what is different, by name
     * @throws IllegalArgumentException where the record has no such component, or it can't be that
     */
    @SuppressWarnings("unchecked") // it is made by the constructor of the same class
    public static <R extends Record> R of(R like, Map<String, ?> components) {
        var shape = SHAPES.get(like.getClass());
        if (!shape.names.containsAll(Set.copyOf(components.keySet()))) {
            throw new IllegalArgumentException(components.keySet() + " are not all of " + shape.names);
        }
        try {
            var values = new Object[shape.names.size()];
            for (int i = 0; i < values.length; i++) {
                var name = shape.names.get(i);
                values[i] = components.containsKey(name)
                        ? components.get(name)
                        : shape.accessors.get(i).invoke(like);
            }
            return (R) shape.constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
