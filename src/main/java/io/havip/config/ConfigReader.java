package io.havip.config;

import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Source;
import io.havip.config.draft.SourceFile;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.config.keepalived.KeepalivedReader;
import io.havip.config.yaml.YamlReader;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads either format: by the file's name ({@code .yaml}, {@code .yml}, {@code .conf}), else by its content. */
public final class ConfigReader {
    /** A block of keepalived's; YAML has no such line. */
    private static final Pattern KEEPALIVED =
            Pattern.compile("(?m)^\\s*(include[rmwba]?\\s+\\S+|(global_defs|vrrp_\\w+(\\s+\\S+)?)\\s*(\\{|$))");

    private ConfigReader() {}

    /** {@link #read(Path, KeepalivedOptions)} with keepalived's default options. */
    public static GatewayConfig read(Path file) throws ConfigException {
        return read(file, KeepalivedOptions.standard());
    }

    /**
     * Reads and checks a file.
     *
     * @param options how a {@code keepalived.conf} is read
     * @return a configuration that a gateway can be started from
     * @throws ConfigException with everything that is wrong, if anything is: the file or its content
     */
    public static GatewayConfig read(Path file, KeepalivedOptions options) throws ConfigException {
        var problems = new Problems();
        Optional<GatewayDraft> draft =
                SourceFile.read(file, problems).flatMap(source -> draft(source, file, options, problems));
        draft.ifPresent(written -> new Checks(written, problems).run());
        if (draft.isEmpty() || problems.any()) {
            throw new ConfigException(problems.render());
        }
        return Assembly.assemble(draft.get(), problems.notices());
    }

    private static Optional<GatewayDraft> draft(
            Source source, Path file, KeepalivedOptions options, Problems problems) {
        if (source.text().isBlank()) {
            problems.error(
                    source.whole(), "the file is empty", "describe at least one instance; see docs/configuration.md");
            return Optional.empty();
        }
        return Optional.of(
                dialect(source) == Dialect.YAML
                        ? YamlReader.read(source, problems)
                        : KeepalivedReader.read(source, file, options, problems));
    }

    private static Dialect dialect(Source source) {
        String name = source.name();
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return Dialect.YAML;
        }
        return name.endsWith(".conf") || KEEPALIVED.matcher(source.text()).find() ? Dialect.KEEPALIVED : Dialect.YAML;
    }
}
