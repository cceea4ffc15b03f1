package io.havip.config.text;

import io.havip.linux.Network;
import io.havip.vrrp.Authentication.Key;
import io.havip.wire.MacAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Turns words into values that are in range; a word that can't be is reported and yields nothing. */
public final class Scalars {
    private static final BigDecimal SECOND_NANOS = BigDecimal.valueOf(1_000_000_000L);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
    private static final Pattern BIG = Pattern.compile("[+-]?\\d+");
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,9}");
    private static final Pattern DECIMAL = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(us|ms|s|m|h)");
    /** Without leading zeros: some read them as octal, keepalived not at all. */
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern SOCKET_ADDRESS = Pattern.compile("(?:\\[([^\\]]+)\\]|([^:]+)):(\\d+)");
    private static final Pattern NAME_AND_PORT = Pattern.compile("([A-Za-z0-9][A-Za-z0-9.-]{0,252}):(\\d+)");
    private static final Pattern IPV4_LIKE = Pattern.compile("[0-9.]+");
    private static final Pattern INTERFACE = Pattern.compile("[^\\s/:%]{1,15}");
    private static final Map<String, BigDecimal> UNIT_SECONDS = Map.of(
            "us",
            new BigDecimal("0.000001"),
            "ms",
            new BigDecimal("0.001"),
            "s",
            BigDecimal.ONE,
            "m",
            BigDecimal.valueOf(60),
            "h",
            BigDecimal.valueOf(3_600));

    /** The kernel's routing scopes (rtnetlink(7)). */
    private static final Map<String, Integer> SCOPES =
            Map.of("global", 0, "site", 200, "link", 253, "host", 254, "nowhere", 255);

    private final Problems problems;

    private static final Set<String> TRUE = Set.of("on", "true", "yes");
    private static final Set<String> FALSE = Set.of("off", "false", "no");
    private static final String HEX = "hex:";
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");

    public Scalars(Problems problems) {
        this.problems = problems;
    }

    public Optional<Located<Integer>> integer(Located<String> word, Range range) {
        String mend = "give a whole number from " + range.min() + " to " + range.max();
        if (!INTEGER.matcher(word.value()).matches()) {
            boolean big = BIG.matcher(word.value()).matches();
            return refuse(word, big ? "is not in " + range.min() + ".." + range.max() : "is not a whole number", mend);
        }
        int value = Integer.parseInt(word.value());
        return range.contains(value)
                ? Optional.of(word.map(text -> value))
                : refuse(word, "is not in " + range.min() + ".." + range.max(), mend);
    }

    /** A time with its unit, as YAML gives it: {@code 100ms}. */
    public Optional<Located<Long>> durationNanos(Located<String> word, Range range) {
        var matcher = DURATION.matcher(word.value());
        if (DECIMAL.matcher(word.value()).matches()) {
            String number = word.place().isSecret() ? "5" : word.value();
            return refuse(word, "has no unit", "write " + number + "s or " + number + "ms");
        }
        if (!matcher.matches()) {
            return refuse(word, "is not a duration", "give a number with a unit, e.g. 100ms, 1s or 2m");
        }
        BigDecimal unit = UNIT_SECONDS.getOrDefault(matcher.group(2), BigDecimal.ONE);
        return inRange(word, new BigDecimal(matcher.group(1)).multiply(unit), range);
    }

    /** A time in seconds, as keepalived gives it: {@code 0.1}. */
    public Optional<Located<Long>> secondsNanos(Located<String> word, Range range) {
        return DECIMAL.matcher(word.value()).matches()
                ? inRange(word, new BigDecimal(word.value()), range)
                : refuse(word, "is not a number of seconds", "give seconds as a plain number, e.g. 1 or 0.1");
    }

    private Optional<Located<Long>> inRange(Located<String> word, BigDecimal seconds, Range range) {
        long nanos = seconds.multiply(SECOND_NANOS).longValue();
        return range.contains(nanos)
                ? Optional.of(word.map(text -> nanos))
                : refuse(
                        word,
                        "is out of range",
                        "give a time from " + Durations.show(range.min()) + " to " + Durations.show(range.max()));
    }

    /** Bytes with their unit: {@code 10MB}. */
    public Optional<Located<Long>> bytes(Located<String> word, Range range) {
        var size = Sizes.bytes(word.value());
        if (size.isEmpty()) {
            return refuse(word, "is not a size", "give a whole number with a unit, e.g. 500kB, 10MB or 1GB");
        }
        return range.contains(size.get())
                ? Optional.of(word.with(size.get()))
                : refuse(
                        word,
                        "is out of range",
                        "give a size from " + Sizes.show(range.min()) + " to " + Sizes.show(range.max()));
    }

    /** A flag, as keepalived gives it. */
    public Optional<Located<Boolean>> onOrOff(Located<String> word) {
        return TRUE.contains(word.value()) || FALSE.contains(word.value())
                ? Optional.of(word.with(TRUE.contains(word.value())))
                : refuse(word, "is neither on nor off", "write on or off, or nothing for on");
    }

    /** An IPv4 or IPv6 address in figures; names are never looked up. */
    public Optional<Located<InetAddress>> address(Located<String> word) {
        Optional<InetAddress> address = literal(word.value());
        if (address.isEmpty()) {
            return refuse(word, "is not an IP address", "give an IPv4 or IPv6 address in figures");
        }
        return address.map(value -> word.map(text -> value));
    }

    /** The address that a text spells out in figures, if it does. */
    public static Optional<InetAddress> literal(String text) {
        boolean ipv4 = IPV4.matcher(text).matches();
        if (!ipv4 && !IPV6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var address = InetAddress.ofLiteral(text);
            boolean mapped = !ipv4 && address instanceof Inet4Address;
            return mapped ? Optional.empty() : Optional.of(address);
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** An address and a port: {@code 127.0.0.1:9165}, {@code [::1]:9165}. */
    public Optional<InetSocketAddress> socketAddress(Located<String> word) {
        var matcher = SOCKET_ADDRESS.matcher(word.value());
        if (!matcher.matches()) {
            return refuse(word, "is not an address and a port", "write e.g. 127.0.0.1:9165 or [::1]:9165");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String port = matcher.group(3);
        return address(word.map(text -> host))
                .flatMap(address -> integer(word.map(text -> port), Range.PORT)
                        .map(number -> new InetSocketAddress(address.value(), number.value())));
    }

    /** An address and a port, or a name and a port: {@code gw2.example:9165}. */
    public Optional<InetSocketAddress> hostAndPort(Located<String> word) {
        var matcher = NAME_AND_PORT.matcher(word.value());
        return matcher.matches() && !IPV4_LIKE.matcher(matcher.group(1)).matches()
                ? integer(word.map(_ -> matcher.group(2)), Range.PORT)
                        .map(port -> InetSocketAddress.createUnresolved(matcher.group(1), port.value()))
                : socketAddress(word);
    }

    /** A path from the root: a daemon's working folder means nothing to the operator. */
    public Optional<Path> path(Located<String> word) {
        return word.value().startsWith("/") && word.value().indexOf('\0') < 0
                ? Optional.of(Path.of(word.value()))
                : refuse(word, "is not an absolute path", "start it with /");
    }

    /** The text of the file that a path names, without blanks around it, at the path's place. */
    public Optional<Located<String>> secret(Located<String> word) {
        return path(word).flatMap(file -> {
            try {
                if (!Files.isRegularFile(file)) {
                    throw new NoSuchFileException(file.toString());
                }
                String text = Files.readString(file).strip();
                return Optional.of(word.map(path -> text));
            } catch (IOException e) {
                return problems.refuse(
                        word.place(), "the file can't be read as text", "create it, readable for the agent's user");
            }
        });
    }

    /**
     * A key of {@code auth_hmac}: 32 to 64 bytes, as {@code hex:DIGITS} or as so many characters.
     *
     * @param text what stands at the place, or in the file that it names; never quoted
     */
    public Optional<Key> key(Place place, String text) {
        byte[] bytes;
        try {
            bytes = text.startsWith(HEX)
                    ? HexFormat.of().parseHex(text.substring(HEX.length()))
                    : text.getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return problems.refuse(
                    place, "after hex: come pairs of hexadecimal digits", "make one: openssl rand -hex 32");
        }
        if (bytes.length < Key.BYTES_MIN || bytes.length > Key.BYTES_MAX) {
            return problems.refuse(
                    place,
                    "a key has 32 to 64 bytes, and this one " + bytes.length,
                    "make one: openssl rand -hex 32, and write hex: before it");
        }
        return Optional.of(Key.of(bytes));
    }

    /** A key in a file of its own. */
    public Optional<Key> keyFile(Located<String> word) {
        path(word)
                .filter(Scalars::readableByOthers)
                .ifPresent(_ -> problems.notice(word.place(), "others may read this file: chmod 600 it"));
        return secret(word).flatMap(text -> key(text.place(), text.value()));
    }

    private static boolean readableByOthers(Path file) {
        try {
            return !Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** An address with its prefix length, that of a host unless it is given. */
    public Optional<Located<Network>> network(Located<String> word) {
        int slash = word.value().indexOf('/');
        String host = slash < 0 ? word.value() : word.value().substring(0, slash);
        return address(word.with(host)).flatMap(located -> {
            int bits = 8 * located.value().getAddress().length;
            var length = slash < 0
                    ? Optional.of(located.with(bits))
                    : integer(word.map(text -> text.substring(slash + 1)), new Range(0, bits));
            return length.map(prefix -> prefix.map(value -> new Network(located.value(), value)));
        });
    }

    public Optional<Located<String>> interfaceName(Located<String> word) {
        return INTERFACE.matcher(word.value()).matches()
                ? Optional.of(word)
                : refuse(
                        word,
                        "is not an interface name",
                        "an interface name has 1 to 15 characters, and no blank, slash or colon");
    }

    public Optional<Located<MacAddress>> macAddress(Located<String> word) {
        try {
            var address = MacAddress.parse(word.value());
            return Optional.of(word.map(_ -> address));
        } catch (IllegalArgumentException e) {
            return refuse(word, "is not a MAC address", "write e.g. 00:00:5e:00:01:33");
        }
    }

    /** What something is called, in logs, in metrics and on terminals. */
    public Optional<Located<String>> name(Located<String> word) {
        if (word.value().isBlank()) {
            return problems.refuse(word.place(), "the name is empty", "give it a name");
        }
        return CONTROL.matcher(word.value()).find()
                ? problems.refuse(word.place(), "the name has control characters", "write it without them")
                : Optional.of(word);
    }

    /** The label of an IPv4 address: the kernel keeps 15 characters (IFNAMSIZ). */
    public Optional<Located<String>> label(Located<String> word) {
        int length = word.value().length();
        return length >= 1 && length <= 15
                ? Optional.of(word)
                : refuse(word, "has " + length + " characters", "shorten the label to at most 15 characters");
    }

    public Optional<Located<Integer>> scope(Located<String> word) {
        Integer named = SCOPES.get(word.value());
        return named == null ? integer(word, Range.SCOPE) : Optional.of(word.map(text -> named));
    }

    /** Reports {@code 'word' what}, and {@code this what} of what may be a secret. */
    public <T> Optional<T> refuse(Located<String> word, String what, String mend) {
        return problems.refuse(word.place(), word.place().quoted(word.value()) + " " + what, mend);
    }
}
