package io.havip.observe;

import io.havip.observe.Metric.Source;
import io.havip.observe.Metric.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Describes the metrics that one kind of source has. */
final class MetricList<S extends Source> {
    private final List<Metric<S>> all = new ArrayList<>();

    /** One of several histograms of a source: its further labels. */
    record Labelled(Labels labels, Histogram histogram) {}

    MetricList<S> counter(String name, String help, ToDoubleFunction<S> value) {
        return single(name, Type.COUNTER, help, value);
    }

    MetricList<S> gauge(String name, String help, ToDoubleFunction<S> value) {
        return single(name, Type.GAUGE, help, value);
    }

    MetricList<S> single(String name, Type type, String help, ToDoubleFunction<S> value) {
        return several(name, type, help, (source, out) -> out.value(source.labels(), value.applyAsDouble(source)));
    }

    /** A metric with several samples for each source, or none. */
    MetricList<S> several(String name, Type type, String help, BiConsumer<S, Samples> samples) {
        all.add(new Metric<>(name, type, help, samples));
        return this;
    }

    MetricList<S> histogram(String name, String help, Function<S, Histogram> histogram) {
        return histograms(name, help, source -> List.of(new Labelled(Labels.NONE, histogram.apply(source))));
    }

    /** Each with a gauge of its longest. */
    MetricList<S> histograms(String name, String help, Function<S, Collection<Labelled>> histograms) {
        several(
                name,
                Type.HISTOGRAM,
                help,
                (source, out) -> histograms
                        .apply(source)
                        .forEach(each -> each.histogram().write(out, source.labels(), each.labels())));
        return longest(name, help, histograms);
    }

    /** Likewise, of which buckets would tell nobody anything. */
    MetricList<S> summaries(String name, String help, Function<S, Collection<Labelled>> histograms) {
        several(
                name,
                Type.SUMMARY,
                help,
                (source, out) -> histograms
                        .apply(source)
                        .forEach(each -> each.histogram().writeTotals(out, source.labels(), each.labels())));
        return longest(name, help, histograms);
    }

    private MetricList<S> longest(String name, String help, Function<S, Collection<Labelled>> histograms) {
        return several(
                name + "_max",
                Type.GAUGE,
                help + ": the longest of the last minutes",
                (source, out) -> histograms
                        .apply(source)
                        .forEach(each -> out.value(
                                source.labels(), each.labels(), each.histogram().longest())));
    }

    List<Metric<S>> list() {
        return List.copyOf(all);
    }
}
