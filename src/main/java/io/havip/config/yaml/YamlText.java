package io.havip.config.yaml;

import io.havip.config.options.Settings;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** Settings as the product's YAML. */
public final class YamlText {
    private static final int WIDTH = 120;

    private YamlText() {}

    /** So that reading it gives the same ones, every default written out. Passwords are written, too. */
    public static String of(Settings settings) {
        var options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(WIDTH);
        // Otherwise such a name becomes !!binary, which nobody reads.
        options.setNonPrintableStyle(DumperOptions.NonPrintableStyle.ESCAPE);
        return new Yaml(options).dump(settings.tree());
    }
}
