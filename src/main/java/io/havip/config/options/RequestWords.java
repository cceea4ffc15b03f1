package io.havip.config.options;

import io.havip.cloud.http.HttpCloudSettings.Condition;
import io.havip.cloud.http.HttpCloudSettings.Header;
import io.havip.cloud.http.Placeholder;
import io.havip.config.text.Located;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The parts of a described request, with {@link Placeholder}s in them. */
final class RequestWords {
    private static final Pattern HEADER = Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}):[ \\t]*([ -~]{0,1024})");
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^~/\\p{Cntrl}]++|~[01])*+){1,32}");
    private static final Pattern CONDITION = Pattern.compile("((?:/(?:[^~/=\\p{Cntrl}]++|~[01])*+){1,32})=(.{0,256})");
    private static final Pattern NAMED = Pattern.compile("([0-9A-Fa-f.:]+)=(\\S{1,256})");
    /** Whoever answers is not to be a matter of what is filled in. */
    private static final Pattern HOST_WITHOUT_PLACES = Pattern.compile("https?://[^{/?#]+([/?#].*)?");

    /** What follows a name like that, up to where it ends, if there is no place in it. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)([\\w-]*(?:token|secret|passw(?:or)?d|cookie|(?:api|access|auth|private|subscription)[_-]?key))[\"']?"
                    + "\\s*[:=]\\s*[\"']?[^\\s\"'&,{}][^\"'&,{}]*(?=[\"'&,}]|$)");

    private static final Pattern USER = Pattern.compile("(?<=//)[^/@]*@");

    private RequestWords() {}

    /** One that stands in the file itself would be shown with it. */
    private static Optional<Located<String>> withoutSecret(Scalars scalars, Located<String> template) {
        var shown = SECRET.matcher(template.value());
        return shown.find()
                ? scalars.refuse(
                        template.with(shown.group(1)),
                        "is followed by a secret, which does not belong here",
                        "put it into a file: secret-file: FILE, and {secret} into a header or the body")
                : known(scalars, template);
    }

    private static Optional<Located<String>> known(Scalars scalars, Located<String> template) {
        var unknown = Placeholder.names(template.value())
                .filter(name -> !Placeholder.known(name))
                .findFirst();
        return unknown.isEmpty()
                ? Optional.of(template)
                : scalars.refuse(
                        template.with("{" + unknown.get() + "}"),
                        "stands for nothing",
                        Suggestion.mend(
                                "{" + unknown.get() + "}",
                                Stream.of(Placeholder.values())
                                        .map(Placeholder::text)
                                        .toList()));
    }

    static Type.Word<String> template() {
        return Type.text(RequestWords::withoutSecret);
    }

    /** Where the secret would be written into the logs of all who are between. */
    static Type.Word<String> url() {
        return Type.text((scalars, word) -> {
            String filled = word.value().replaceAll("\\{[a-z_-]{1,20}}", "x");
            if (!HOST_WITHOUT_PLACES.matcher(word.value()).matches()
                    || CloudWords.uri(filled).isEmpty()) {
                return scalars.refuse(
                        word.with(USER.matcher(word.value()).replaceAll("***@")),
                        "is not a URL",
                        "write e.g. https://api.example/v1/ips/{id}");
            }
            return word.value().contains(Placeholder.SECRET.text())
                    ? scalars.refuse(
                            word, "shows the secret to whoever logs URLs", "put {secret} into a header, or the body")
                    : withoutSecret(scalars, word);
        });
    }

    static Type.Word<String> pointer() {
        return Type.text((scalars, word) -> POINTER.matcher(word.value()).matches()
                ? Optional.of(word)
                : scalars.refuse(word, "is not a JSON Pointer", "write e.g. /ip/server"));
    }

    static Type.Word<Condition> condition() {
        return Type.words(
                (scalars, word) -> {
                    var matcher = CONDITION.matcher(word.value());
                    return matcher.matches()
                            ? known(scalars, word)
                                    .map(_ -> word.with(new Condition(matcher.group(1), matcher.group(2))))
                            : scalars.refuse(
                                    word,
                                    "is not a condition",
                                    "write a JSON Pointer and a value: /action/status=success");
                },
                condition -> condition.pointer() + "=" + condition.value());
    }

    static Type.Word<Header> header() {
        return Type.words(
                (scalars, word) -> {
                    var matcher = HEADER.matcher(word.value());
                    return matcher.matches() && allowed(matcher.group(1))
                            ? withoutSecret(scalars, word)
                                    .map(_ -> word.with(new Header(matcher.group(1), matcher.group(2))))
                            : scalars.refuse(
                                    word.with(named(word.value())),
                                    "is not a header that can be set",
                                    "write a name and a value: 'X-Project: havip'");
                },
                header -> header.name() + ": " + header.value());
    }

    /** The value may be a secret. */
    private static String named(String header) {
        return header.substring(0, Math.max(0, header.indexOf(':'))) + ": ...";
    }

    /** Some the client writes itself. */
    private static boolean allowed(String name) {
        try {
            HttpRequest.newBuilder().header(name, "x");
            return !name.equalsIgnoreCase("Authorization");
        } catch (IllegalArgumentException reserved) {
            return false;
        }
    }

    /** A virtual address and its name: {@code 203.0.113.5=ip-77}. */
    static Type.Word<Map.Entry<InetAddress, String>> named() {
        return Type.words(
                (scalars, word) -> {
                    var matcher = NAMED.matcher(word.value());
                    return matcher.matches()
                            ? scalars.address(word.with(matcher.group(1)))
                                    .map(address -> word.with(Map.entry(address.value(), matcher.group(2))))
                            : scalars.refuse(
                                    word, "is not an address and its name", "write both, as in 203.0.113.5=ip-77");
                },
                named -> IpAddress.text(named.getKey()) + "=" + named.getValue());
    }
}
