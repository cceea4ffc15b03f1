package io.havip.config;

import io.havip.config.draft.Dialect;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Source;
import io.havip.config.environment.Environment;
import io.havip.config.environment.EnvironmentReader;
import io.havip.config.keepalived.KeepalivedReader;
import io.havip.config.yaml.YamlReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a file of either format: by the file's name ({@code .yaml}, {@code .yml}, {@code .conf}), else by its content. Or
 * reads environment variables.
 */
public final class ConfigReader {
    /** Bytes. */
    public static final int SIZE_MAX = 1 << 20;

    /** A block of keepalived's; YAML has no such line. */
    private static final Pattern KEEPALIVED = Pattern.compile("(?m)^\\s*(global_defs|vrrp_\\w+(\\s+\\S+)?)\\s*(\\{|$)");

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private ConfigReader() {}

    /**
     * Reads and checks a file.
     *
     * @return a configuration that a gateway can be started from
     * @throws ConfigException with everything that is wrong, if anything is: the file or its content
     */
    public static GatewayConfig read(Path file) throws ConfigException {
        var source = new Source(file.toString(), text(file));
        var problems = new Problems(source);
        if (source.text().isBlank()) {
            throw fileError(file, "is empty", "describe at least one instance; see docs/configuration.md");
        }
        GatewayDraft draft = dialect(source) == Dialect.YAML
                ? YamlReader.read(source, problems)
                : KeepalivedReader.read(source, problems);
        return checked(draft, problems);
    }

    /**
     * Reads what there is when nobody names a file: one in a usual place, or else the environment. Both together are
     * refused, because one of them would be without effect.
     *
     * @param usualFiles the places, the first one that exists counts
     * @param variables those of the process, of which only {@code HAVIP_*} and {@code KEEPALIVED_*} matter
     * @param haproxyConfiguration with an environment, HAProxy is started if this file exists
     */
    public static GatewayConfig readUsual(
            List<Path> usualFiles, Map<String, String> variables, Path haproxyConfiguration) throws ConfigException {
        var environment = new Environment(variables);
        var file = usualFiles.stream().filter(Files::exists).findFirst();
        if (file.isPresent() && !environment.isEmpty()) {
            throw new ConfigException(
                    "%s: error: the file exists, and so does %s in the environment\n    mend: keep one"
                            .formatted(file.get(), environment.names().getFirst()));
        }
        if (file.isPresent()) {
            return read(file.get());
        }
        if (environment.isEmpty()) {
            throw new ConfigException(
                    "error: there is no configuration\n    mend: name a file with --config, mount %s, or set "
                                    .formatted(usualFiles.getFirst())
                            + "HAVIP_VRID, HAVIP_ADDRESSES and what else docs/configuration.md lists");
        }
        var problems = new Problems(environment.source());
        return checked(new EnvironmentReader(environment, haproxyConfiguration, problems).read(), problems);
    }

    private static GatewayConfig checked(GatewayDraft draft, Problems problems) throws ConfigException {
        new Checks(draft, problems).run();
        if (problems.any()) {
            throw new ConfigException(problems.render());
        }
        return Assembly.assemble(draft, problems.notices());
    }

    private static Dialect dialect(Source source) {
        String name = source.name();
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return Dialect.YAML;
        }
        return name.endsWith(".conf") || KEEPALIVED.matcher(source.text()).find() ? Dialect.KEEPALIVED : Dialect.YAML;
    }

    private static String text(Path file) throws ConfigException {
        if (Files.isDirectory(file)) {
            throw fileError(file, "is a directory", "name the configuration file");
        }
        try (var input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(SIZE_MAX + 1);
            if (bytes.length > SIZE_MAX) {
                throw fileError(file, "is larger than 1 MiB", "name the configuration file");
            }
            return decode(file, bytes);
        } catch (NoSuchFileException e) {
            throw fileError(file, "does not exist", "name an existing file");
        } catch (AccessDeniedException e) {
            throw fileError(file, "may not be read", "give the user that runs the agent the right to read it");
        } catch (IOException e) {
            throw fileError(file, "can't be read: " + e.getMessage(), "name a readable file");
        }
    }

    private static String decode(Path file, byte[] bytes) throws ConfigException {
        var input = ByteBuffer.wrap(bytes);
        var output = CharBuffer.allocate(bytes.length);
        var result = StandardCharsets.UTF_8.newDecoder().decode(input, output, true);
        String text = output.flip().toString();
        if (result.isError()) {
            var source = new Source(file.toString(), text);
            var problems = new Problems(source);
            problems.error(source.placeAt(text.length()), "not UTF-8 from here on", "save the file in UTF-8");
            throw new ConfigException(problems.render());
        }
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    private static ConfigException fileError(Path file, String message, String mend) {
        return new ConfigException(file + ": error: the file " + message + "\n    mend: " + mend);
    }
}
