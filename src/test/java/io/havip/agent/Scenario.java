package io.havip.agent;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.differential.Grammar;
import io.havip.config.keepalived.KeepalivedOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** A configuration of the grammar that does within seconds what it does, and whose notify scripts write down that they were called. */
record Scenario(long seed) {
    private static final KeepalivedOptions MAIN = new KeepalivedOptions("main", false);
    /** So many configurations have each keyword of the grammar. */
    private static final int ALL_KEYWORDS = 2000;

    private static final Pattern COMMAND = Pattern.compile("(\\s*notify\\w*) \"\\S*/check(.*)");
    private static final String CALLED = "#!/bin/sh\necho \"${0##*/}\" \"$@\" >>\"${0%/*}/calls\"\n";

    /**
     * The first ones that the gateway runs, and further ones until they have each keyword of the grammar so often.
     *
     * @param folder for what is tried out
     */
    static List<Scenario> choose(long first, int count, int ofEach, Path folder) throws IOException {
        var lacking = new HashMap<String, Integer>();
        if (ofEach > 0) {
            keywordsOfTheGrammar().forEach(keyword -> lacking.put(keyword, ofEach));
        }
        var chosen = new ArrayList<Scenario>();
        for (long seed = first; chosen.size() < count || !lacking.isEmpty(); seed++) {
            var scenario = new Scenario(seed);
            var keywords = scenario.keywords();
            boolean wanted = chosen.size() < count || keywords.stream().anyMatch(lacking::containsKey);
            if (wanted && scenario.isRun(folder)) {
                chosen.add(scenario);
                keywords.forEach(keyword -> lacking.computeIfPresent(keyword, (_, left) -> left > 1 ? left - 1 : null));
            }
        }
        return chosen;
    }

    /** Those that fewer than so many of the scenarios have. */
    static Map<String, Long> rare(List<Scenario> scenarios, int ofEach) {
        var found = new HashMap<String, Long>();
        for (String keyword : keywordsOfTheGrammar()) {
            long times = scenarios.stream()
                    .filter(scenario -> scenario.keywords().contains(keyword))
                    .count();
            if (times < ofEach) {
                found.put(keyword, times);
            }
        }
        return found;
    }

    private static Set<String> keywordsOfTheGrammar() {
        var keywords = new TreeSet<String>();
        for (long seed = 1; seed <= ALL_KEYWORDS; seed++) {
            keywords.addAll(new Scenario(seed).keywords());
        }
        return keywords;
    }

    /** Each with its block, e.g. {@code vrrp_instance priority}; not what lists have in them. */
    private Set<String> keywords() {
        var keywords = new TreeSet<String>();
        String block = "";
        int depth = 0;
        for (String line : text(Path.of("/")).lines().toList()) {
            String keyword = line.strip().split(" ", 2)[0];
            if (depth == 0) {
                block = keyword;
            } else if (depth == 1 && !keyword.equals("}")) {
                keywords.add(block + " " + keyword);
            }
            depth += line.endsWith("{") ? 1 : line.strip().equals("}") ? -1 : 0;
        }
        return keywords;
    }

    private boolean isRun(Path folder) throws IOException {
        try {
            ConfigReader.read(write(folder), MAIN);
            return true;
        } catch (ConfigException refused) {
            return false;
        }
    }

    /** Puts it and its programs into a folder, which is made; they write into {@code calls} there. */
    Path write(Path folder) throws IOException {
        Files.createDirectories(folder);
        String text = text(folder);
        var programs = Pattern.compile(Pattern.quote(folder + "/") + "([\\w.]+)")
                .matcher(text.replaceAll("\\S+(\\.fifo|/points)\\b", ""));
        while (programs.find()) {
            var program = Files.writeString(folder.resolve(programs.group(1)), CALLED);
            program.toFile().setExecutable(true);
        }
        return Files.writeString(folder.resolve("keepalived.conf"), text);
    }

    /** Each notify script is a program of its own, whose name says whose it is. */
    private String text(Path folder) {
        var lines = new ArrayList<String>();
        String block = "";
        for (String line :
                Grammar.configuration(seed, folder.resolve("check")).lines().toList()) {
            block = line.startsWith("vrrp_") ? line.split(" ")[1] : block;
            var command = COMMAND.matcher(line);
            String named = command.matches()
                    ? "%s \"%s/%s.%s%s"
                            .formatted(
                                    command.group(1),
                                    folder,
                                    block,
                                    command.group(1).strip(),
                                    command.group(2))
                    : line;
            lines.add(visible(shortened(named)));
        }
        return String.join("\n", lines) + "\n";
    }

    /** In a network namespace keepalived is told of no process; then it sees none. */
    private static String visible(String line) {
        return line.replaceFirst("(\\s+process) .*", "$1 nginx");
    }

    private static String shortened(String line) {
        return line.replaceFirst("(advert_int) [235]$", "$1 1")
                .replaceFirst("(down_timer_adverts) ([4-9]|10)$", "$1 2")
                .replaceFirst("(vrrp_startup_delay|garp_master_delay) [1-9]$", "$1 1")
                .replaceFirst("((?:garp|gna)_interval) [0-9.]+$", "$1 0.001")
                .replaceFirst("(garp_master_refresh) [1-9]\\d?$", "$1 2");
    }
}
