package io.havip.observe.journal;

import java.util.ArrayList;
import java.util.List;

/**
 * Entries that somebody has written, to files or in an answer. The gateway that did may be of a later version: what its fields mean
 * nobody knows here, so such entries are left out and counted.
 *
 * @param lines of a format that is known here, in their order
 * @param unreadable how many lines were no entries: one that was being written when the writer was killed, for instance
 * @param later how many were of a later format
 * @param laterVersion the greatest of those; 0 where there is none
 */
public record Reading(List<Line> lines, int unreadable, int later, long laterVersion) {
    public Reading {
        lines = List.copyOf(lines);
    }

    static Reading of(List<Line> all, int unreadable) {
        var later = all.stream().filter(Line::later).toList();
        return new Reading(
                all.stream().filter(line -> !line.later()).toList(),
                unreadable,
                later.size(),
                later.stream().mapToLong(Line::version).max().orElse(0));
    }

    /** Of an answer: entries as lines of JSON. */
    public static Reading of(String text) {
        var all = new ArrayList<Line>();
        int unreadable = 0;
        for (var line : text.lines().toList()) {
            var entry = Line.read(line);
            entry.ifPresent(all::add);
            unreadable += entry.isPresent() ? 0 : 1;
        }
        return of(all, unreadable);
    }

    /** What was left out, in sentences. */
    public List<String> leftOut() {
        var sentences = new ArrayList<String>();
        if (unreadable > 0) {
            sentences.add(unreadable == 1 ? "a line there is no entry" : unreadable + " lines there are no entries");
        }
        if (later > 0) {
            sentences.add("%s of format %d, and this version reads format %d: left out"
                    .formatted(
                            later == 1 ? "an entry there is" : later + " entries there are",
                            laterVersion,
                            EntryJson.VERSION));
        }
        return sentences;
    }
}
