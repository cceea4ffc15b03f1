package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a vendor calls its keys, wherever they come from: the file that is named, the environment, or the role that the instance has.
 *
 * @param file in the section {@code default} of its credentials file
 * @param variables of the environment
 * @param roles where the metadata service lists the instance's role, and answers for it
 * @param role reads that answer; empty where it holds no key
 */
public record KeyNames(Parts file, Parts variables, String roles, Function<String, Optional<AccessKey>> role) {
    private static final String PROFILE = "default";

    /** The names of a key's parts. */
    public record Parts(String id, String secret, String token) {}

    /** The first of them that is there. */
    public AccessKeys.Source source(Optional<Path> named, Map<String, String> environment, InstanceMetadata metadata) {
        if (named.isPresent()) {
            var content = new SecretFile(named.get());
            return () -> new AccessKey(
                    content.value(PROFILE, file.id()),
                    content.value(PROFILE, file.secret()),
                    content.find(PROFILE, file.token()),
                    0);
        }
        String id = environment.getOrDefault(variables.id(), "");
        String secret = environment.getOrDefault(variables.secret(), "");
        if (!id.isEmpty() && !secret.isEmpty()) {
            var token = Optional.ofNullable(environment.get(variables.token())).filter(text -> !text.isEmpty());
            return () -> new AccessKey(id, secret, token, AccessKey.NEVER);
        }
        return () -> ofRole(metadata);
    }

    private AccessKey ofRole(InstanceMetadata metadata) throws CallFailed, InterruptedException {
        return role.apply(metadata.text(roles + metadata.name(roles)))
                .orElseThrow(() -> new CallFailed(
                        Kind.CREDENTIALS,
                        "Role",
                        "the metadata service gives no key of the instance's role",
                        Optional.empty()));
    }
}
