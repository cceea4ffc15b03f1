package io.havip.config.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What keepalived itself makes of configurations: its own dump, as facts by their names. */
final class KeepalivedDump {
    /** In a namespace with two interfaces: each file of a share is given to keepalived until it has told what it has read. */
    private static final String DUMP_ALL = """
        mount -t tmpfs tmpfs /run
        # Where there is no syslog it writes all lines to the console, which may be a slow one.
        mount --bind /dev/null /dev/console
        ip link set lo up
        for i in 0 1; do
            ip link add eth$i type veth peer name peer$i
            ip link set peer$i up
            ip link set eth$i up
            ip address add 192.0.2.1$i/24 dev eth$i
            ip address add fd0$i::1/64 dev eth$i nodad
        done
        folder=$1 suffix=$2 share=$3 shares=$4
        shift 4
        for file in "$folder"/*.conf; do
            share=$(((share + 1) % shares))
            [ $share = 0 ] || continue
            # A new one: something of the one before may write into that yet.
            rm -f /run/pid /run/vrrp /run/told
            mkfifo /run/told
            setsid "$@" --dont-fork --log-console --log-detail --dump-conf --vrrp --config-id main --use-file "$file" \
                --pid /run/pid --vrrp_pid /run/vrrp >/run/told 2>&1 &
            # It goes on when it has told all that it has read.
            timeout 5 sed '/VRRP sockpool: \\[/q' /run/told >"$file.$suffix"
            kill -KILL -$! 2>/dev/null
            wait $! 2>/dev/null
            for mac in $(ip -brief link show type macvlan | cut -d@ -f1); do
                ip link delete "$mac"
            done
        done
        """;

    /** So many at a time: keepalived mostly waits. */
    private static final int SHARES = 4;

    private static final Pattern STAMP = Pattern.compile("^\\w+ \\w+ +\\d+ [\\d:]+ \\d+:");
    private static final Pattern FACT = Pattern.compile(" {4}(\\w[^=:]*?) *[=:] *(.*)");
    private static final Pattern INSTANCE = Pattern.compile(" {2}VRRP Instance = (\\S+)");
    private static final Pattern SCRIPT = Pattern.compile(" {2}VRRP Script = (\\S+)");
    private static final Pattern INTERFACE = Pattern.compile(" {2}Name = (\\S+)");
    private static final Pattern TRACKED = Pattern.compile("interface (\\S+): Tracking VRRP instances");
    private static final String NOT_TRACKED = "weight 255";
    private static final Pattern LISTED = Pattern.compile(" {6}(\\S.*)");

    private KeepalivedDump() {}

    /** Makes a dump of each configuration in the folder, beside it, under its name and a suffix. */
    static void makeAll(Path folder, String suffix, List<String> keepalived) throws IOException, InterruptedException {
        var processes = new ArrayList<Process>();
        for (int share = 0; share < SHARES; share++) {
            var command = new ArrayList<>(List.of(
                    "unshare",
                    "--mount",
                    "--net",
                    "--pid",
                    "--mount-proc",
                    "--fork",
                    "--kill-child",
                    "sh",
                    "-c",
                    DUMP_ALL,
                    "sh"));
            command.addAll(List.of(folder.toString(), suffix, Integer.toString(share), Integer.toString(SHARES)));
            command.addAll(keepalived);
            processes.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        }
        for (var process : processes) {
            process.waitFor();
        }
    }

    /** The lines that a dump has of each instance, script and interface; a list is joined. */
    static Map<String, String> facts(Path dump) throws IOException {
        var facts = new TreeMap<String, String>();
        String subject = "";
        String list = "";
        for (String stamped :
                Files.readString(dump, StandardCharsets.ISO_8859_1).lines().toList()) {
            String line = STAMP.matcher(stamped).replaceFirst("").replace("Multicast address ", "Multicast address = ");
            var instance = INSTANCE.matcher(line);
            var script = SCRIPT.matcher(line);
            var device = INTERFACE.matcher(line);
            var fact = FACT.matcher(line);
            var listed = LISTED.matcher(line);
            if (instance.matches()) {
                subject = instance.group(1);
            } else if (script.matches()) {
                subject = "script " + script.group(1);
            } else if (device.matches()) {
                subject = "interface " + device.group(1);
            } else if (line.startsWith(" ---") || (line.startsWith("  ") && !line.startsWith("   "))) {
                subject = "";
            } else if (!subject.isEmpty() && listed.matches() && !list.isEmpty()) {
                facts.merge(list, listed.group(1), (before, more) -> before + "\n" + more);
            } else if (!subject.isEmpty() && fact.matches()) {
                list = subject + ": " + fact.group(1).replaceFirst(" \\(\\d+\\)$", "");
                if (!fact.group(2).isEmpty()) {
                    facts.put(list, fact.group(2));
                    list = "";
                }
            }
        }
        tracked(facts);
        return facts;
    }

    /** What is listed by interface, by instance. */
    private static void tracked(Map<String, String> facts) {
        Map.copyOf(facts).forEach((name, listed) -> {
            var device = TRACKED.matcher(name);
            if (device.matches()) {
                listed.lines()
                        .map(line -> line.split(", "))
                        .filter(tracking -> !tracking[1].equals(NOT_TRACKED))
                        .forEach(tracking -> facts.put(tracking[0] + ": Tracks " + device.group(1), tracking[1]));
            }
        });
    }

    /** Whether keepalived complains of a line, or of an instance, which then is not what was written. */
    static boolean complains(Path dump) throws IOException {
        return Files.readString(dump, StandardCharsets.ISO_8859_1).contains("Line ");
    }
}
