package io.havip.cloud.http;

import io.havip.cloud.CallLimits;
import io.havip.cloud.Provider;
import io.havip.cloud.ProviderSettings;
import io.havip.linux.Clock;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An API as the operator describes it. Texts may have {@link Placeholder}s.
 *
 * @param node what the API calls this node
 * @param ids what it calls the virtual addresses, where that is something else than the address
 * @param secret a file of what is not shown
 * @param headers of all requests
 * @param authority a PEM file: who has signed the API's certificate; empty: those whom the JDK trusts
 */
public record HttpCloudSettings(
        String node,
        Map<InetAddress, String> ids,
        Optional<Path> secret,
        List<Header> headers,
        Optional<Path> authority,
        ReadRequest read,
        MoveRequest move)
        implements ProviderSettings {
    static final String NAME = "http";

    public HttpCloudSettings {
        ids = Map.copyOf(ids);
        headers = List.copyOf(headers);
    }

    public record Header(String name, String value) {}

    /**
     * @param holder a JSON Pointer to who holds the address; nobody does where there is nothing
     * @param success what has to be so in an answer that tells it
     */
    public record ReadRequest(String url, String holder, List<Condition> success) {
        public ReadRequest {
            success = List.copyOf(success);
        }
    }

    /**
     * @param success what has to be so in the answer, besides its status
     */
    public record MoveRequest(String method, String url, Optional<String> body, List<Condition> success) {
        public MoveRequest {
            success = List.copyOf(success);
        }
    }

    /** @param pointer a JSON Pointer to what has to be {@code value} */
    public record Condition(String pointer, String value) {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String place() {
        return "this node is " + node;
    }

    @Override
    public Provider open(CallLimits limits, Clock clock) {
        return new HttpCloud(this, limits, clock);
    }
}
