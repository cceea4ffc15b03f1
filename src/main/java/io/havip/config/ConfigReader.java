package io.havip.config;

import io.havip.config.environment.Environment;
import io.havip.config.environment.EnvironmentReader;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.config.keepalived.KeepalivedReader;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Section;
import io.havip.config.options.Settings;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import io.havip.config.text.SourceFile;
import io.havip.config.yaml.YamlReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a file of either format: by the file's name ({@code .yaml}, {@code .yml}, {@code .conf}), else by its content. Or
 * reads environment variables.
 */
public final class ConfigReader {
    /** A comment or a block of keepalived's; YAML has no such line. */
    private static final Pattern KEEPALIVED = Pattern.compile("(?m)^\\s*(! .*|include[rmwba]?\\s+\\S+"
            + "|((global_defs|static_\\w+|vrrp_\\w+(\\s+\\S+)?)\\s*(\\{|$))|virtual_server\\b.*)");

    /** What is in a file of a cloud's own. */
    private static final Section CLOUD = new Section("top level", List.of(GatewayOptions.CLOUD));

    private ConfigReader() {}

    /** {@link #read(Path, KeepalivedOptions)} with keepalived's default options. */
    public static GatewayConfig read(Path file) throws ConfigException {
        return read(file, KeepalivedOptions.standard());
    }

    /** {@link #read(Path, KeepalivedOptions, Optional, Map)} without a cloud beside the file. */
    public static GatewayConfig read(Path file, KeepalivedOptions options) throws ConfigException {
        return read(file, options, Optional.empty(), Map.of());
    }

    /**
     * Reads and checks a file.
     *
     * @param options how a {@code keepalived.conf} is read
     * @param cloud the section {@code cloud} in a file of its own, beside one that has no words for it
     * @param variables those of the process, of which only a cloud's matter: they say the same; of others it is told
     * @return a configuration that a gateway can be started from
     * @throws ConfigException with everything that is wrong, if anything is: the file or its content
     */
    public static GatewayConfig read(
            Path file, KeepalivedOptions options, Optional<Path> cloud, Map<String, String> variables)
            throws ConfigException {
        var problems = new Problems();
        var source = yamlName(file.toString()) ? SourceFile.read(file, problems) : SourceFile.readBytes(file, problems);
        var dialect = source.map(ConfigReader::dialect).orElse(Dialect.YAML);
        var written = source.filter(text -> notEmpty(text, problems))
                .flatMap(text -> dialect == Dialect.YAML
                        ? YamlReader.read(text, problems)
                        : Optional.of(KeepalivedReader.read(text, file, options, problems)));
        written.ifPresent(root -> {
            withCloud(root, cloud, problems);
            new Environment(variables).ignore(file.toString(), problems);
            EnvironmentReader.section(Environment.ofCloud(variables), CLOUD, problems)
                    .written(GatewayOptions.CLOUD)
                    .ifPresent(section -> put(section, root, problems));
        });
        return checked(written, dialect, problems);
    }

    /**
     * Reads what there is when nobody names a file: one in a usual place, or else the environment. Both together are
     * refused, because one of them would be without effect; but for a cloud's variables, which count beside a file.
     *
     * @param usualFiles the places, the first one that exists counts
     * @param variables those of the process, of which only {@code HAVIP_*} and {@code KEEPALIVED_*} matter
     * @param haproxyConfiguration with an environment, HAProxy is started if this file exists
     * @param cloud as in {@link #read}
     */
    public static GatewayConfig readUsual(
            List<Path> usualFiles,
            KeepalivedOptions options,
            Map<String, String> variables,
            Path haproxyConfiguration,
            Optional<Path> cloud)
            throws ConfigException {
        var environment = new Environment(variables);
        var file = usualFiles.stream().filter(Files::exists).findFirst();
        if (file.isPresent()) {
            var others = new ArrayList<>(environment.names());
            others.removeAll(Environment.ofCloud(variables).names());
            if (!others.isEmpty()) {
                throw new ConfigException(
                        "%s: error: the file exists, and so does %s in the environment\n    mend: keep one"
                                .formatted(file.get(), others.getFirst()));
            }
            return read(file.get(), options, cloud, variables);
        }
        if (environment.isEmpty()) {
            throw new ConfigException(
                    "error: there is no configuration\n    mend: name a file with --config, mount %s, or set "
                                    .formatted(usualFiles.getFirst())
                            + "HAVIP_VRID, HAVIP_ADDRESSES and what else docs/configuration.md lists");
        }
        var problems = new Problems();
        var written = new EnvironmentReader(environment, haproxyConfiguration, problems).read();
        withCloud(written, cloud, problems);
        return checked(Optional.of(written), Dialect.ENVIRONMENT, problems);
    }

    private static void withCloud(Settings root, Optional<Path> cloud, Problems problems) {
        cloud.flatMap(file -> SourceFile.read(file, problems))
                .flatMap(source -> YamlReader.read(source, CLOUD, problems))
                .flatMap(alone -> alone.written(GatewayOptions.CLOUD))
                .ifPresent(section -> put(section, root, problems));
    }

    private static void put(Located<Settings> cloud, Settings root, Problems problems) {
        root.written(GatewayOptions.CLOUD)
                .ifPresent(other -> problems.error(
                        other.place(),
                        "a cloud is described in " + cloud.place().source().name() + " too",
                        "keep one of the two"));
        root.put(GatewayOptions.CLOUD, cloud);
    }

    private static GatewayConfig checked(Optional<Settings> written, Dialect dialect, Problems problems)
            throws ConfigException {
        var parts = written.map(settings -> Composition.of(settings, problems));
        parts.ifPresent(composed -> new Checks(composed, dialect, problems).run());
        if (parts.isEmpty() || problems.any()) {
            throw new ConfigException(problems.errors());
        }
        return parts.get().config(problems.notices());
    }

    private static boolean notEmpty(Source source, Problems problems) {
        if (source.text().isBlank()) {
            problems.error(
                    source.whole(), "the file is empty", "describe at least one instance; see docs/configuration.md");
        }
        return !source.text().isBlank();
    }

    private static Dialect dialect(Source source) {
        String name = source.name();
        if (yamlName(name)) {
            return Dialect.YAML;
        }
        return name.endsWith(".conf") || KEEPALIVED.matcher(source.text()).find() ? Dialect.KEEPALIVED : Dialect.YAML;
    }

    private static boolean yamlName(String name) {
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }
}
