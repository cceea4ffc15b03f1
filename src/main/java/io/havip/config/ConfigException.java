package io.havip.config;

/** A configuration that can't be used. The message is all that is wrong with it, rendered for people. */
public final class ConfigException extends Exception {
    public ConfigException(String rendered) {
        super(rendered);
    }
}
