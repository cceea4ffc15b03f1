package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;

/** What {@code weight POINTS [reverse]} says: how a tracker is followed unless the instance says otherwise. */
record Weight(int points, boolean reverse) {

    /** @param standard where the block says nothing */
    static Weight read(Block block, int standard, Range range, Problems problems) {
        return block.counting("weight")
                .map(statement -> read(block, statement, standard, range, problems))
                .orElse(new Weight(standard, false));
    }

    private static Weight read(Block block, Statement statement, int standard, Range range, Problems problems) {
        block.refuseAfter(2, statement);
        var words = statement.arguments();
        if (words.isEmpty()) {
            problems.error(
                    block.placeOf(statement), "a value is missing", "give " + range.min() + " to " + range.max());
            return new Weight(standard, false);
        }
        if (words.size() > 1 && !words.get(1).text().equals("reverse")) {
            problems.error(
                    block.within(words.get(1), "weight"),
                    "'" + words.get(1).text() + "' is not 'reverse'",
                    "remove it");
        }
        var points = new Scalars(problems)
                .integer(new Located<>(words.getFirst().text(), block.within(words.getFirst(), "weight")), range);
        return new Weight(points.map(Located::value).orElse(standard), words.size() > 1);
    }
}
