package io.havip.cloud.api;

import java.util.Optional;

/**
 * What calls are signed with.
 *
 * @param id may be shown
 * @param secret may not
 * @param token of a role's, which is shown with each call; neither may it
 * @param expiresAtEpochMillis when it can't be used any more; 0: it is read anew each time
 */
public record AccessKey(String id, String secret, Optional<String> token, long expiresAtEpochMillis) {
    public static final long NEVER = Long.MAX_VALUE;

    @Override
    public String toString() {
        return "AccessKey[" + id + "]";
    }
}
