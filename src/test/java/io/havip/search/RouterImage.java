package io.havip.search;

import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A virtual router as a value: all its fields and those of its parts, instants relative to now, from which an equal router can
 * be made again. Fields are found by reflection, so that none can be forgotten. An instant that lies further back than the longest
 * timer counts as that far back: nothing that a router decides depends on more.
 */
final class RouterImage {
    /** The present of every router that is made. */
    static final long NOW = 1_000_000_000_000_000L;

    /** Lengths of time; every other number in nanoseconds is an instant. */
    private static final Set<String> DURATIONS = Set.of("activeIntervalNanos", "rivalPatienceNanos");

    /** What a router has for good, and what that knows changes. */
    private static final List<Field> PARTS = Stream.of(VirtualRouter.class.getDeclaredFields())
            .filter(field -> Modifier.isFinal(field.getModifiers()) && !Modifier.isStatic(field.getModifiers()))
            .filter(field -> field.getType().getPackage() == VirtualRouter.class.getPackage())
            .peek(field -> field.setAccessible(true))
            .toList();

    private static final List<Slot> SLOTS = Stream.concat(
                    Slot.of(Slot.ROUTER, VirtualRouter.class),
                    IntStream.range(0, PARTS.size())
                            .boxed()
                            .flatMap(part -> Slot.of(part, PARTS.get(part).getType())))
            .toList();

    private final long horizonNanos;
    private final Numbering<Object> values = new Numbering<>();

    /** @param horizonNanos longer than the longest timer of any router */
    RouterImage(long horizonNanos) {
        this.horizonNanos = horizonNanos;
    }

    /** What a router is now, one character for each field: {@link #length} of them. */
    String of(VirtualRouter router, long nowNanos) {
        var image = new StringBuilder(SLOTS.size());
        for (var slot : SLOTS) {
            Object value = slot.get(slot.owner(router));
            image.append(values.character(slot.instant() ? relative((long) value, nowNanos) : value));
        }
        return image.toString();
    }

    static int length() {
        return SLOTS.size();
    }

    /** What a router to which nothing happens is after a time. */
    String later(String image, long nanos) {
        var later = new StringBuilder(image);
        for (int i = 0; i < SLOTS.size(); i++) {
            if (SLOTS.get(i).instant()) {
                later.setCharAt(i, values.character(relative((long) values.value(image.charAt(i)), nanos)));
            }
        }
        return later.toString();
    }

    /** A router of its own that is now as the image says. */
    VirtualRouter router(CharSequence image, VirtualRouterSettings settings) {
        var router = new VirtualRouter(settings);
        for (int i = 0; i < SLOTS.size(); i++) {
            var slot = SLOTS.get(i);
            Object value = values.value(image.charAt(i));
            slot.set(slot.owner(router), slot.instant() ? absolute((long) value) : value);
        }
        return router;
    }

    private long relative(long instant, long nowNanos) {
        if (instant == Long.MAX_VALUE || instant == Long.MIN_VALUE) {
            return instant;
        }
        return Math.max(instant - nowNanos, -horizonNanos);
    }

    private static long absolute(long relative) {
        return relative == Long.MAX_VALUE || relative == Long.MIN_VALUE ? relative : NOW + relative;
    }

    /** A field that changes; what is absent stands for itself. */
    private record Slot(Field field, int part, boolean instant) {
        private static final Object ABSENT = "absent";
        private static final int ROUTER = -1;

        static Stream<Slot> of(int part, Class<?> owner) {
            return Stream.of(owner.getDeclaredFields())
                    .filter(field ->
                            !Modifier.isFinal(field.getModifiers()) && !Modifier.isStatic(field.getModifiers()))
                    .peek(field -> field.setAccessible(true))
                    .map(field -> new Slot(field, part, isInstant(field)));
        }

        private static boolean isInstant(Field field) {
            return field.getType() == long.class
                    && field.getName().endsWith("Nanos")
                    && !DURATIONS.contains(field.getName());
        }

        Object owner(VirtualRouter router) {
            try {
                return part == ROUTER ? router : PARTS.get(part).get(router);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }

        Object get(Object owner) {
            try {
                var value = field.get(owner);
                return value == null ? ABSENT : value;
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }

        void set(Object owner, Object value) {
            try {
                field.set(owner, value.equals(ABSENT) ? null : value);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
    }
}
