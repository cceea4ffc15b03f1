package io.havip.config.text;

import java.util.List;
import java.util.function.Function;

/** A value and where it is written. */
public record Located<T>(T value, Place place) {

    public <R> Located<R> map(Function<? super T, ? extends R> change) {
        return new Located<>(change.apply(value), place);
    }

    /** Another value at the same place. */
    public <R> Located<R> with(R other) {
        return new Located<>(other, place);
    }

    /** Without their places. */
    public static <T> List<T> values(List<Located<T>> all) {
        return all.stream().map(Located::value).toList();
    }
}
