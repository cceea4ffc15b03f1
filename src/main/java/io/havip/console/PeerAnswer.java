package io.havip.console;

import io.vertx.core.json.JsonObject;

/**
 * What became of a question to another node.
 *
 * @param peer its management address
 */
public sealed interface PeerAnswer {
    String PEER = "peer";
    String SECONDS = "seconds";
    String CONTENT = "content";
    String FAILURE = "failure";

    String peer();

    /**
     * It has answered.
     *
     * @param seconds how long that took
     * @param content as it was sent
     */
    record Told(String peer, double seconds, byte[] content) implements PeerAnswer {}

    /** It has answered that it has nothing of what it was asked for. */
    record Nothing(String peer, double seconds) implements PeerAnswer {}

    /** @param failure why it has not, in a sentence without the peer */
    record Silent(String peer, String failure) implements PeerAnswer {}

    /** In one object: without {@code content} it has nothing, with {@code failure} it has not answered. */
    default JsonObject json() {
        var json = new JsonObject().put(PEER, peer());
        return switch (this) {
            case Told told -> json.put(SECONDS, told.seconds()).put(CONTENT, told.content());
            case Nothing nothing -> json.put(SECONDS, nothing.seconds());
            case Silent silent -> json.put(FAILURE, silent.failure());
        };
    }

    /** What {@link #json} has written. */
    static PeerAnswer of(JsonObject json) {
        String peer = json.getString(PEER);
        if (json.containsKey(FAILURE)) {
            return new Silent(peer, json.getString(FAILURE));
        }
        return json.containsKey(CONTENT)
                ? new Told(peer, json.getDouble(SECONDS), json.getBinary(CONTENT))
                : new Nothing(peer, json.getDouble(SECONDS));
    }
}
