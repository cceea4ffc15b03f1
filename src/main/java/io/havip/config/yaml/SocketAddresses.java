package io.havip.config.yaml;

import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Range;
import io.havip.config.draft.Scalars;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code 127.0.0.1:9165}, {@code [::1]:9165}. */
final class SocketAddresses {
    private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):(\\d+)");
    private static final Range PORT = new Range(1, 65_535);

    private SocketAddresses() {}

    static Optional<InetSocketAddress> parse(Located<String> word, Problems problems) {
        var scalars = new Scalars(problems);
        var matcher = FORM.matcher(word.value());
        if (!matcher.matches()) {
            return scalars.refuse(word, "is not an address and a port", "write e.g. 127.0.0.1:9165 or [::1]:9165");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String port = matcher.group(3);
        return scalars.address(word.map(text -> host))
                .flatMap(address -> scalars.integer(word.map(text -> port), PORT)
                        .map(number -> new InetSocketAddress(address.value(), number.value())));
    }
}
