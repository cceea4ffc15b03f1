package io.havip.observe.journal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * The last entries, numbered, in bounded memory. Whoever follows them keeps the number of the last one that he has: one who is
 * slower than they come misses what has gone meanwhile, and sees by the numbers how many that were. Callable from any thread but
 * the loop's.
 */
final class Recent {
    /** Some 2,000 entries, of one byte a character but for names beyond Latin-1. */
    static final int LENGTH_MAX = 2 << 20;

    private final Deque<Line> lines = new ArrayDeque<>();
    private long length;
    private long lastSequence;
    private final CountDownLatch ending = new CountDownLatch(1);

    /** Numbers one and keeps it. */
    synchronized Line add(LongFunction<String> text) {
        var line = new Line(lastSequence + 1, text.apply(lastSequence + 1));
        keep(line);
        return line;
    }

    /** So many were lost before they had a number: they get one all the same. */
    synchronized void skip(int lost) {
        lastSequence += lost;
    }

    /** Goes on after what a former run has written: the last of that, the oldest first. */
    synchronized void goOn(List<Line> former) {
        former.forEach(this::keep);
    }

    /** What comes from now on has greater numbers than this. */
    synchronized void goOnAfter(long sequence) {
        lastSequence = Math.max(lastSequence, sequence);
    }

    private void keep(Line line) {
        lines.add(line);
        lastSequence = line.sequence();
        length += line.text().length();
        while (length > LENGTH_MAX) {
            length -= lines.remove().text().length();
        }
        notifyAll();
    }

    /** Nothing comes any more. */
    synchronized void end() {
        ending.countDown();
        notifyAll();
    }

    boolean ended() {
        return ending.getCount() == 0;
    }

    synchronized long lastSequence() {
        return lastSequence;
    }

    synchronized Optional<Line> last() {
        return Optional.ofNullable(lines.peekLast());
    }

    /** At most so many, the last ones, the oldest first. */
    synchronized List<Line> last(int count) {
        return lines.stream().skip(Math.max(0, lines.size() - count)).toList();
    }

    /** Those with greater numbers, the oldest first; all, where no number so great has been given yet: it was another journal's. */
    synchronized List<Line> after(long sequence) {
        if (sequence > lastSequence) {
            return List.copyOf(lines);
        }
        var later = new ArrayList<Line>();
        var newestFirst = lines.descendingIterator();
        while (newestFirst.hasNext()) {
            var line = newestFirst.next();
            if (line.sequence() <= sequence) {
                break;
            }
            later.addFirst(line);
        }
        return later;
    }

    /** Waits until there is one with a greater number, nothing comes any more, or the time is over. */
    synchronized void await(long sequence, long millis) throws InterruptedException {
        if (lastSequence <= sequence && !ended()) {
            TimeUnit.MILLISECONDS.timedWait(this, millis);
        }
    }

    /** Waits until nothing comes any more, or the time is over. */
    void awaitEnd(long millis) throws InterruptedException {
        boolean _ = ending.await(millis, TimeUnit.MILLISECONDS);
    }
}
