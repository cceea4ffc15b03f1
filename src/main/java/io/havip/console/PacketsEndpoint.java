package io.havip.console;

import io.havip.linux.FileTrouble;
import io.havip.observe.journal.Journal;
import io.havip.observe.recorder.Recordings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /packets?number=N} and {@code GET /packets?last}: the packets of a transition as a file of pcapng; with {@code &base64}
 * behind that, for those who take nothing but text, in Base64.
 */
@ApplicationScoped
public class PacketsEndpoint {
    private static final Pattern QUESTION = Pattern.compile("(?:last|number=(\\d{1,18}))(&base64)?");

    private static final String STANDARD = "last";

    private volatile @Nullable Recordings recordings;

    /** What was found. */
    private sealed interface Found {
        @SuppressWarnings("ArrayRecordComponent") // Handed on; never compared.
        record Packets(byte[] file, boolean base64) implements Found {}

        record Nothing(int status, String why) implements Found {}
    }

    /** Answers from this journal's recorder from now on. */
    public void tell(Journal present) {
        recordings = present.recorder().recordings();
    }

    /** The same answer, in Base64, for whoever asks by another way. */
    public Outcome answer(String question) {
        return switch (find(question)) {
            case Found.Packets(var file, var _) ->
                new Outcome(true, Base64.getEncoder().encodeToString(file));
            case Found.Nothing(var _, var why) -> new Outcome(false, why);
        };
    }

    private Found find(String question) {
        var present = recordings;
        if (present == null) {
            return new Found.Nothing(HttpURLConnection.HTTP_UNAVAILABLE, "the gateway is being started");
        }
        var asked = QUESTION.matcher(question.isEmpty() ? STANDARD : question);
        if (!asked.matches()) {
            return new Found.Nothing(HttpURLConnection.HTTP_BAD_REQUEST, "ask for number=NUMBER or last");
        }
        try {
            var file = asked.group(1) == null ? last(present) : present.of(Long.parseLong(asked.group(1)));
            return file.<Found>map(bytes -> new Found.Packets(bytes, asked.group(2) != null))
                    .orElseGet(() -> new Found.Nothing(
                            HttpURLConnection.HTTP_NOT_FOUND,
                            asked.group(1) == null
                                    ? "no transition has packets yet"
                                    : none(Long.parseLong(asked.group(1)))));
        } catch (IOException e) {
            return new Found.Nothing(HttpURLConnection.HTTP_INTERNAL_ERROR, FileTrouble.text(e));
        }
    }

    /** The answer where there are none. */
    public static String none(long number) {
        return "there are no packets of a transition " + number;
    }

    private static Optional<byte[]> last(Recordings present) throws IOException {
        var number = present.last();
        return number.isPresent() ? present.of(number.getAsLong()) : Optional.empty();
    }

    /** A file is read meanwhile. */
    void route(@Observes Router router) {
        router.route("/packets").blockingHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        var response = context.response();
        switch (find(Objects.requireNonNullElse(context.request().query(), ""))) {
            case Found.Packets(var file, var base64)
            when base64 ->
                response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                        .end(Base64.getEncoder().encodeToString(file));
            case Found.Packets(var file, var _) ->
                response.putHeader(HttpHeaders.CONTENT_TYPE, "application/x-pcapng")
                        .end(Buffer.buffer(file));
            case Found.Nothing(int status, var why) -> Sentence.end(context, status, why);
        }
    }
}
