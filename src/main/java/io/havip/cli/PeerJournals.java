package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.console.PeerAnswer;
import io.havip.explain.Side;
import io.havip.observe.journal.Reading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The journals of the other nodes, which the gateway that runs here asks: {@code management: peers:}.
 *
 * @param say told of who has not answered
 */
record PeerJournals(RunningGateway gateway, Consumer<String> say) {
    /** All answers together have a limited size, of which that is most with a few peers. */
    private static final int ENTRIES_ASKED = 300;

    /** One of each node that answers; none where none is configured. */
    List<Side> sides() throws ConfigException {
        var sides = new ArrayList<Side>();
        for (var answer : ask(RunningGateway.Question.PEER_EVENTS, "last=" + ENTRIES_ASKED)) {
            switch (answer) {
                case PeerAnswer.Told told -> {
                    var reading = Reading.of(new String(told.content(), StandardCharsets.UTF_8));
                    reading.leftOut().forEach(what -> say.accept(told.peer() + ": " + what));
                    var lines = reading.lines();
                    sides.add(Side.of(
                            Side.name(lines).orElse(told.peer()), lines, number -> packets(told.peer(), number)));
                }
                case PeerAnswer.Nothing _ -> {}
                case PeerAnswer.Silent(String peer, String failure) ->
                    say.accept(peer + " is not heard, and its side not told: " + failure);
            }
        }
        return sides;
    }

    private Optional<byte[]> packets(String peer, long number) {
        String name = "packets of transition " + number + " of " + peer;
        try {
            for (var answer : ask(RunningGateway.Question.PEER_PACKETS, "number=" + number)) {
                switch (answer) {
                    case PeerAnswer.Told told
                    when told.peer().equals(peer) -> {
                        return SoundRecording.of(Optional.of(told.content()), number, name, say);
                    }
                    case PeerAnswer.Silent silent
                    when silent.peer().equals(peer) -> say.accept(name + ": " + silent.failure());
                    default -> {}
                }
            }
        } catch (ConfigException e) {
            say.accept(name + " can't be asked for: " + e.getMessage());
        }
        return Optional.empty();
    }

    private List<PeerAnswer> ask(RunningGateway.Question question, String which) throws ConfigException {
        try {
            return gateway.askPeers(question, which);
        } catch (IOException e) {
            say.accept("the other nodes can't be asked: " + e.getMessage());
            return List.of();
        }
    }
}
