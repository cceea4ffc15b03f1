package io.havip.cli;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the program. */
final class BuildVersion implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
        return new String[] {"havip-gateway " + read()};
    }

    static String read() throws IOException {
        try (var input = BuildVersion.class.getResourceAsStream("version.properties")) {
            if (input == null) {
                throw new IOException("the program was packaged without its version");
            }
            var properties = new Properties();
            properties.load(input);
            return properties.getProperty("version");
        }
    }
}
