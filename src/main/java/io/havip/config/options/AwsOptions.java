package io.havip.config.options;

import io.havip.cloud.aws.AwsSettings;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of Amazon's EC2. */
public final class AwsOptions {
    private AwsOptions() {}

    public static final Option<URI> ENDPOINT = Option.of(
                    "endpoint",
                    CloudWords.endpoint(),
                    "Where the API is, where it has another address for this network.")
            .otherwise("that of the region")
            .variables("HAVIP_AWS_ENDPOINT");
    public static final Option<URI> METADATA = Option.of(
                    "metadata-endpoint", CloudWords.endpoint(), "Where an instance's metadata are.")
            .standard(AwsSettings.METADATA)
            .variables("HAVIP_AWS_METADATA_ENDPOINT");
    public static final Option<String> REGION = Option.of(
                    "region", CloudWords.name(), "The region of this node, as `eu-central-1`.")
            .otherwise("as its metadata say")
            .variables("HAVIP_AWS_REGION");
    public static final Option<String> INTERFACE_ID = Option.of(
                    "interface-id", CloudWords.name(), "This node's network interface, as `eni-0a1b2c3d`.")
            .otherwise("the one with the MAC address of the instance's interface")
            .variables("HAVIP_AWS_INTERFACE_ID");
    public static final Option<Path> CREDENTIALS = Option.of(
                    "credentials-file",
                    Type.path(),
                    "A file with the lines `aws_access_key_id = ID` and `aws_secret_access_key = KEY` under `[default]`, as"
                            + " the vendor's tools write it. Others than its owner and group must not be able to read it.")
            .otherwise("`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or the role of the instance")
            .variables("HAVIP_AWS_CREDENTIALS_FILE");
    public static final Option<Path> AUTHORITY = Option.of(
                    "ca", Type.path(), "A PEM file: who has signed the certificate of `endpoint`.")
            .otherwise("those whom Java trusts")
            .variables("HAVIP_AWS_CA");
    public static final Option<List<Located<Map.Entry<InetAddress, InetAddress>>>> ELASTIC_ADDRESSES = Option.of(
                    "elastic-addresses",
                    new Items<>(CloudWords.pair()),
                    "Elastic addresses that follow a virtual one: `10.0.0.100=203.0.113.5`.")
            .variables("HAVIP_AWS_ELASTIC_ADDRESSES");
    public static final Option<List<Located<String>>> ROUTE_TABLES = Option.of(
                    "route-tables",
                    new Items<>(CloudWords.name()),
                    "Route tables, as `rtb-0a1b2c3d`, in which the virtual addresses are routes to this node's interface:"
                            + " for nodes in several zones. The addresses are then outside of the private network.")
            .otherwise("they are secondary addresses of the interface")
            .variables("HAVIP_AWS_ROUTE_TABLES");

    public static final Section SECTION = Section.of(
            "aws", ENDPOINT, METADATA, REGION, INTERFACE_ID, CREDENTIALS, AUTHORITY, ELASTIC_ADDRESSES, ROUTE_TABLES);

    /** Empty where what is wrong has been reported. */
    public static Optional<AwsSettings> settings(Settings aws, Problems problems) {
        if (aws.has(ELASTIC_ADDRESSES) && aws.has(ROUTE_TABLES)) {
            return problems.refuse(
                    aws.located(ROUTE_TABLES).place(),
                    "an elastic address can't stand for one that is outside of the private network",
                    "drop elastic-addresses or route-tables");
        }
        return CloudWords.pairs(aws, ELASTIC_ADDRESSES, problems)
                .map(elastic -> new AwsSettings(
                        aws.find(ENDPOINT),
                        aws.get(METADATA),
                        aws.find(REGION),
                        aws.find(INTERFACE_ID),
                        aws.find(CREDENTIALS),
                        aws.find(AUTHORITY),
                        elastic,
                        aws.items(ROUTE_TABLES)));
    }
}
