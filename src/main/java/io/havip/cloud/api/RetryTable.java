package io.havip.cloud.api;

import io.havip.cloud.CallFailed.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * What a provider's error codes mean for whoever wants to ask again.
 *
 * @param kinds by code; one with dots counts for all that begin with it and a dot, too
 */
public record RetryTable(Map<String, Kind> kinds) {
    public RetryTable {
        kinds = Map.copyOf(kinds);
    }

    /** Empty for a code that it has nothing of. */
    public Optional<Kind> kind(String code) {
        for (String part = code; ; part = part.substring(0, part.lastIndexOf('.'))) {
            var kind = kinds.get(part);
            if (kind != null || part.lastIndexOf('.') < 0) {
                return Optional.ofNullable(kind);
            }
        }
    }
}
