package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long NOW = 100;

    private final Deadlines deadlines = new Deadlines();
    private final List<String> done = new ArrayList<>();
    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return NOW;
        }

        @Override
        public long epochMillis() {
            return NOW;
        }
    };

    private Deadlines.Timer timer(String name, long atNanos) {
        var timer = deadlines.timer(_ -> done.add(name));
        timer.set(atNanos);
        return timer;
    }

    @Test
    void whatIsDueIsDoneTheEarliestFirst() {
        timer("late", 20);
        timer("early", 10);
        timer("later", NOW + 1);

        deadlines.reach(NOW, clock);

        assertThat(done).containsExactly("early", "late");
        assertThat(deadlines.nextNanos()).isEqualTo(NOW + 1);
    }

    @Test
    void oneThatIsAlwaysDueKeepsNobodyWaiting() {
        var timers = new ArrayList<Deadlines.Timer>();
        timers.add(deadlines.timer(_ -> {
            done.add("again");
            timers.getFirst().set(10);
        }));
        timers.getFirst().set(10);
        timer("other", 20);

        deadlines.reach(NOW, clock);

        assertThat(done).containsExactly("again", "other");
    }

    @Test
    void whatAnotherOnePutsOffIsNotDone() {
        var timers = new ArrayList<Deadlines.Timer>();
        deadlines.timer(_ -> timers.getFirst().set(NOW + 1)).set(10);
        timers.add(timer("put off", 20));

        deadlines.reach(NOW, clock);

        assertThat(done).isEmpty();
    }

    @Test
    void inTheMiddleOfWhatTakesLongOnlyThoseAreDoneThatBearNoWait() {
        timer("takeover", 10);
        timer("advertisement", 20).prompt(true);
        timer("later", NOW + 1).prompt(true);

        deadlines.meanwhile(clock);
        assertThat(done).containsExactly("advertisement");

        deadlines.reach(NOW, clock);
        assertThat(done).containsExactly("advertisement", "takeover");
    }

    @Test
    void oneThatBearsNoWaitComesBetweenTwoThatDo() {
        var timers = new ArrayList<Deadlines.Timer>();
        for (int i = 0; i < 2; i++) {
            deadlines
                    .timer(_ -> {
                        done.add("takeover");
                        timers.getFirst().set(NOW);
                    })
                    .set(10);
        }
        timers.add(timer("advertisement", NOW + 1));
        timers.getFirst().prompt(true);

        deadlines.reach(NOW, clock);

        assertThat(done).containsExactly("takeover", "advertisement", "takeover", "advertisement");
    }

    @Test
    void theNextOneSaysWhetherItBearsToComeLate() {
        assertThat(deadlines.nextIsPunctual()).isFalse();
        timer("takeover", 20).punctual(true);
        assertThat(deadlines.nextIsPunctual()).isTrue();
        timer("advertisement", 10);
        assertThat(deadlines.nextIsPunctual()).isFalse();
    }

    @Test
    void nothingIsDoneInTheMiddleOfItself() {
        var timers = new ArrayList<Deadlines.Timer>();
        for (int i = 0; i < 2; i++) {
            timers.add(deadlines.timer(_ -> {
                done.add("begins");
                deadlines.meanwhile(clock);
                done.add("ends");
            }));
            timers.get(i).set(10);
            timers.get(i).prompt(true);
        }

        deadlines.meanwhile(clock);

        assertThat(done).containsExactly("begins", "ends", "begins", "ends");
    }
}
