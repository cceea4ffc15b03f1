package io.havip.config.keepalived;

import io.havip.config.draft.AnnouncementGroupDraft;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.InterfaceDelays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what holds for interfaces: {@code interface_up_down_delays} and {@code garp_group}. */
final class InterfaceReader {
    private static final String DELAYS = "interface_up_down_delays";

    private final Problems problems;
    private final Scalars scalars;

    InterfaceReader(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** {@code INTERFACE DOWN_DELAY [UP_DELAY]}, a line each. */
    List<Located<InterfaceDelays>> delays(Block top) {
        return top.entries(DELAYS).stream()
                .flatMap(entry -> delays(top, entry).stream())
                .toList();
    }

    /** {@code interface NAME}, or {@code interfaces} with several; keepalived takes both together too. */
    List<AnnouncementGroupDraft> announcementGroups(Block top) {
        return top.all("garp_group").stream()
                .map(statement ->
                        group(new Block(top.contents(statement), Section.GARP_GROUP, top.placeOf(statement), problems)))
                .toList();
    }

    private AnnouncementGroupDraft group(Block block) {
        var single = block.all("interface").stream()
                .flatMap(statement -> block.argument(statement, "name it: interface eth0").stream());
        var several = block.entries("interfaces").stream()
                .flatMap(entry -> entry.words().stream())
                .map(word -> new Located<>(word.text(), block.within(word, "interfaces")));
        return new AnnouncementGroupDraft(
                block.place(),
                Stream.concat(single, several)
                        .flatMap(name -> scalars.interfaceName(name).stream())
                        .toList(),
                block.secondsNanos("garp_interval", Range.ANNOUNCE_INTERVAL_NANOS),
                block.secondsNanos("gna_interval", Range.ANNOUNCE_INTERVAL_NANOS));
    }

    private Optional<Located<InterfaceDelays>> delays(Block top, Statement entry) {
        var name = scalars.interfaceName(new Located<>(entry.keyword().text(), top.within(entry.keyword(), DELAYS)));
        var words = entry.arguments();
        if (words.isEmpty() || words.size() > 2) {
            problems.error(
                    top.within(words.size() > 2 ? words.get(2) : entry.keyword(), DELAYS),
                    words.isEmpty() ? "the delay is missing" : "an interface has two delays at most",
                    "write " + entry.keyword().text() + " DOWN_DELAY UP_DELAY, in seconds");
            return Optional.empty();
        }
        var seconds = words.stream()
                .map(word -> scalars.secondsNanos(
                        new Located<>(word.text(), top.within(word, DELAYS)), Range.INTERFACE_DELAY_NANOS))
                .toList();
        // keepalived's manual has the down delay for one that is left out; keepalived itself has none.
        var up = seconds.size() > 1 ? seconds.get(1).map(Located::value) : Optional.of(0L);
        return name.flatMap(located -> seconds.getFirst()
                .flatMap(down ->
                        up.map(upNanos -> located.map(text -> new InterfaceDelays(text, down.value(), upNanos)))));
    }
}
