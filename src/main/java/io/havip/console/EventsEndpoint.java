package io.havip.console;

import io.havip.observe.journal.Journal;
import io.havip.observe.journal.Line;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /events?last=N} and {@code GET /events?after=NUMBER}: entries of the journal as lines of JSON, those that memory has.
 * Whoever follows asks again and again for those after the last one that he has: nothing is kept for him.
 */
@ApplicationScoped
public class EventsEndpoint {
    /** How many of the last ones, or after which one. */
    private static final Pattern QUESTION = Pattern.compile("(last|after)=(\\d{1,18})");

    private static final String STANDARD = "last=20";

    private volatile @Nullable Journal journal;

    /** Answers from this journal from now on. */
    public void tell(Journal present) {
        journal = present;
    }

    /** The same answer for whoever asks by another way. */
    public Outcome answer(String question) {
        var present = journal;
        if (present == null) {
            return new Outcome(false, "the gateway is being started");
        }
        var asked = QUESTION.matcher(question.isEmpty() ? STANDARD : question);
        if (!asked.matches()) {
            return new Outcome(false, "ask for last=NUMBER or after=NUMBER");
        }
        long number = Long.parseLong(asked.group(2));
        return new Outcome(
                true,
                text(
                        asked.group(1).equals("last")
                                ? present.last((int) Math.min(number, Integer.MAX_VALUE))
                                : present.after(number)));
    }

    private static String text(List<Line> lines) {
        var text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    void route(@Observes Router router) {
        router.route("/events").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var answer = answer(Objects.requireNonNullElse(context.request().query(), ""));
        if (answer.success()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/jsonl; charset=utf-8")
                    .end(answer.message());
        } else {
            Sentence.end(
                    context,
                    journal == null ? HttpURLConnection.HTTP_UNAVAILABLE : HttpURLConnection.HTTP_BAD_REQUEST,
                    answer.message());
        }
    }
}
