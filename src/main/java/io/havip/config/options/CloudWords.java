package io.havip.config.options;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Values that the sections of several clouds have. */
final class CloudWords {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private CloudWords() {}

    /** What a provider names something with. */
    static Type.Word<String> name() {
        return Type.text((scalars, word) -> NAME.matcher(word.value()).matches()
                ? Optional.of(word)
                : scalars.refuse(word, "is not a provider's name", "write it as the provider's console shows it"));
    }

    /** A URL without a path. */
    static Type.Word<URI> endpoint() {
        return Type.words(
                (scalars, word) -> uri(word.value())
                        .filter(uri -> uri.getRawPath().isEmpty() && uri.getRawQuery() == null)
                        .map(word::with)
                        .or(() -> scalars.refuse(
                                word, "is not the URL of an API", "write e.g. https://vpc.tencentcloudapi.com")),
                URI::toString);
    }

    /** The absolute URL of HTTP that a text is, if it is one. */
    static Optional<URI> uri(String text) {
        try {
            var uri = new URI(text);
            boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return Optional.of(uri)
                    .filter(_ ->
                            http && uri.getHost() != null && uri.getUserInfo() == null && uri.getFragment() == null);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A virtual address and what belongs to it: {@code 10.0.0.100=203.0.113.5}. */
    static Type.Word<Map.Entry<InetAddress, InetAddress>> pair() {
        return Type.words(
                (scalars, word) -> pair(word.value())
                        .map(word::with)
                        .or(() -> scalars.refuse(
                                word,
                                "is not a virtual address and a public one",
                                "write both, as in 10.0.0.100=203.0.113.5")),
                pair -> IpAddress.text(pair.getKey()) + "=" + IpAddress.text(pair.getValue()));
    }

    private static Optional<Map.Entry<InetAddress, InetAddress>> pair(String text) {
        var parts = List.of(text.split("=", -1));
        return parts.size() == 2
                ? ipv4(parts.getFirst()).flatMap(one -> ipv4(parts.getLast()).map(other -> Map.entry(one, other)))
                : Optional.empty();
    }

    private static Optional<InetAddress> ipv4(String text) {
        return Scalars.literal(text).filter(Inet4Address.class::isInstance);
    }

    /** Empty, and reported, where an address is there twice. */
    static <V> Optional<Map<InetAddress, V>> pairs(
            Settings settings, Option<List<Located<Map.Entry<InetAddress, V>>>> option, Problems problems) {
        var pairs = new HashMap<InetAddress, V>();
        boolean whole = true;
        for (var each : settings.find(option).orElse(List.of())) {
            if (pairs.putIfAbsent(each.value().getKey(), each.value().getValue()) != null) {
                problems.error(each.place(), "there is one for this address already", "give each address one");
                whole = false;
            }
        }
        return whole ? Optional.of(pairs) : Optional.empty();
    }
}
