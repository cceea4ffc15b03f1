package io.havip.config.options;

import io.havip.cloud.tencent.TencentSettings;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of Tencent Cloud. */
public final class TencentOptions {
    private TencentOptions() {}

    public static final Option<URI> ENDPOINT = Option.of(
                    "endpoint",
                    CloudWords.endpoint(),
                    "Where the API is, where it has another address for this network.")
            .standard(TencentSettings.ENDPOINT)
            .variables("HAVIP_TENCENT_ENDPOINT");
    public static final Option<URI> METADATA = Option.of(
                    "metadata-endpoint", CloudWords.endpoint(), "Where an instance's metadata are.")
            .standard(TencentSettings.METADATA)
            .variables("HAVIP_TENCENT_METADATA_ENDPOINT");
    public static final Option<String> REGION = Option.of(
                    "region", CloudWords.name(), "The region of this node, as `ap-guangzhou`.")
            .otherwise("as its metadata say")
            .variables("HAVIP_TENCENT_REGION");
    public static final Option<String> INTERFACE_ID = Option.of(
                    "interface-id", CloudWords.name(), "This node's network interface, as `eni-m6dyj72l`.")
            .otherwise("the one with the MAC address of the instance's interface")
            .variables("HAVIP_TENCENT_INTERFACE_ID");
    public static final Option<Path> CREDENTIALS = Option.of(
                    "credentials-file",
                    Type.path(),
                    "A file with the lines `secret_id = ID` and `secret_key = KEY` under `[default]`, as the vendor's tools"
                            + " write it. Others than its owner and group must not be able to read it.")
            .otherwise("`TENCENTCLOUD_SECRET_ID` and `TENCENTCLOUD_SECRET_KEY`, or the role of the instance")
            .variables("HAVIP_TENCENT_CREDENTIALS_FILE");
    public static final Option<Path> AUTHORITY = Option.of(
                    "ca", Type.path(), "A PEM file: who has signed the certificate of `endpoint`.")
            .otherwise("those whom Java trusts")
            .variables("HAVIP_TENCENT_CA");
    public static final Option<List<Located<Map.Entry<InetAddress, InetAddress>>>> PUBLIC_ADDRESSES = Option.of(
                    "public-addresses",
                    new Items<>(CloudWords.pair()),
                    "Elastic addresses that are bound to an HAVIP where neither is bound yet: `10.0.0.100=203.0.113.5`.")
            .otherwise("none is checked")
            .variables("HAVIP_TENCENT_PUBLIC_ADDRESSES");

    public static final Section SECTION =
            Section.of("tencent", ENDPOINT, METADATA, REGION, INTERFACE_ID, CREDENTIALS, AUTHORITY, PUBLIC_ADDRESSES);

    /** Empty where what is wrong has been reported. */
    public static Optional<TencentSettings> settings(Settings tencent, Problems problems) {
        return CloudWords.pairs(tencent, PUBLIC_ADDRESSES, problems)
                .map(publicAddresses -> new TencentSettings(
                        tencent.get(ENDPOINT),
                        tencent.get(METADATA),
                        tencent.find(REGION),
                        tencent.find(INTERFACE_ID),
                        tencent.find(CREDENTIALS),
                        tencent.find(AUTHORITY),
                        publicAddresses));
    }
}
