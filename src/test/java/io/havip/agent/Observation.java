package io.havip.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that runs by itself in a namespace with two interfaces, and what is seen of it: frames, addresses, routes, rules. */
final class Observation {
    /** From the first state of an instance on: time to become active, and for the second round of announcements after 5 s. */
    private static final int SECONDS = 11;

    /** The program has a session of its own: the kernel shares the processors among those. */
    private static final String OBSERVE = """
        folder=$1 seconds=$2
        shift 2
        mount -t tmpfs tmpfs /run
        # Where there is no syslog keepalived writes all lines to the console, which may be a slow one.
        mount --bind /dev/null /dev/console
        ip link set lo up
        ip netns add peers
        for i in 0 1; do
            ip link add eth$i address 02:00:00:00:00:1$i type veth peer name peer$i netns peers
            ip -netns peers link set peer$i up
            ip link set eth$i up
            ip address add 192.0.2.1$i/24 dev eth$i
            ip address add fd0$i::1/64 dev eth$i nodad
            for peer in 20 21 22 23; do
                ip neighbour add 192.0.2.$peer lladdr 02:00:00:00:00:$peer dev eth$i nud permanent
            done
            ip netns exec peers tcpdump -i peer$i --immediate-mode -U -s 512 -Z root -w "$folder/eth$i.pcap" \
                'proto 112 or ip6 proto 112 or arp or (icmp6 and ip6[40] == 136)' 2>"$folder/eth$i.log" &
            until grep -q 'listening on' "$folder/eth$i.log"; do sleep 0.02; done
        done
        note() {
            ip -json address show >"$folder/$1.addresses"
            ip -json -4 route show table all >"$folder/$1.routes"
            ip -json -6 route show table all >"$folder/$1.routes6"
            ip -json rule show >"$folder/$1.rules"
        }
        for fifo in states vrrp; do
            mkfifo "$folder/$fifo.fifo"
            cat <>"$folder/$fifo.fifo" >"$folder/$fifo.fifo.read" &
        done
        setsid "$@" >"$folder/log" 2>&1 &
        program=$!
        for try in $(seq 200); do
            grep -qE ' STATE|FAULT state|INITIALIZE ->' "$folder/log" && break
            kill -0 $program || break
            sleep 0.1
        done
        sleep "$seconds"
        note held
        kill -TERM $program
        for try in $(seq 100); do
            kill -0 $program 2>/dev/null || break
            sleep 0.1
        done
        note left
        """;

    private Observation() {}

    /** Puts all that is seen into files in the folder. */
    static void of(List<String> program, Path folder) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("unshare", "--mount", "--net", "--pid", "--mount-proc", "--fork", "--kill-child"));
        command.addAll(List.of("sh", "-c", OBSERVE, "sh", folder.toString(), Integer.toString(SECONDS)));
        command.addAll(program);
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("errors").toFile())
                .start()
                .waitFor();
    }
}
