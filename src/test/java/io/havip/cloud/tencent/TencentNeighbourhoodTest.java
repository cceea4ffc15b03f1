package io.havip.cloud.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentcloudapi.common.CommonClient;
import com.tencentcloudapi.common.CommonRequest;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.vpc.v20170312.VpcClient;
import com.tencentcloudapi.vpc.v20170312.models.DescribeNetworkInterfacesRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeSecurityGroupPoliciesRequest;
import com.tencentcloudapi.vpc.v20170312.models.Filter;
import io.havip.cloud.CallFailed;
import io.havip.cloud.Remarks;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.cloud.api.PlayedApi.Asked;
import io.havip.linux.Clock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Tencent Cloud tells somebody who asks before anything has to move. */
class TencentNeighbourhoodTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.100");
    private static final List<InetAddress> PEERS = List.of(InetAddress.ofLiteral("10.0.0.2"));

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private PlayedApi api;
    private Tencent tencent;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi().tells("instance-id", "ins-1").tells("placement/region", "ap-guangzhou");
        api.answer(asked -> Answer.of(200, "{\"Response\": " + answers.get(action(asked)) + "}"));
        var own = interfaces("eni-1", "ins-1", "10.0.0.1", "\"sg-1\"");
        answers.put("DescribeNetworkInterfaces", own);
        answers.put("DescribeNetworkInterfaces attachment.instance-id", own);
        answers.put("DescribeNetworkInterfaces vpc-id", interfaces("eni-2", "ins-2", "10.0.0.2", "\"sg-2\""));
        policies("{\"Protocol\": \"ALL\", \"CidrBlock\": \"10.0.0.0/16\", \"Action\": \"ACCEPT\"}");
        placed("\"DisasterRecoverGroupId\": \"ps-1\"", "\"DisasterRecoverGroupId\": \"ps-1\"");
        range("");
        tencent = open();
    }

    @AfterEach
    void end() {
        tencent.close();
        api.close();
    }

    private static String action(Asked asked) {
        var body = new JsonObject(asked.body());
        return asked.header("X-TC-Action")
                + (body.containsKey("Filters")
                        ? " " + body.getJsonArray("Filters").getJsonObject(0).getString("Name")
                        : "");
    }

    private Tencent open() {
        var settings = new TencentSettings(
                api.uri(), api.uri(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Map.of());
        return new Tencent(
                settings,
                PlayedApi.LIMITS,
                Clock.MACHINE,
                Map.of("TENCENTCLOUD_SECRET_ID", "AKID1", "TENCENTCLOUD_SECRET_KEY", "secret1"));
    }

    private static String interfaces(String id, String instance, String address, String groups) {
        return """
                {"NetworkInterfaceSet": [{"NetworkInterfaceId": "%s", "SubnetId": "subnet-1", "VpcId": "vpc-1",
                  "Attachment": {"InstanceId": "%s"}, "GroupSet": [%s],
                  "PrivateIpAddressSet": [{"PrivateIpAddress": "%s", "Primary": true}]}]}""".formatted(id, instance, groups, address);
    }

    private void policies(String ingress) {
        answers.put(
                "DescribeSecurityGroupPolicies",
                "{\"SecurityGroupPolicySet\": {\"Ingress\": [%s]}}".formatted(ingress));
    }

    private void placed(String own, String peer) {
        answers.put(
                "DescribeInstances",
                "{\"InstanceSet\": [{\"InstanceId\": \"ins-2\", %s}, {\"InstanceId\": \"ins-1\", %s}]}"
                        .formatted(peer, own));
    }

    private void range(String particulars) {
        answers.put(
                "DescribeHaVips vpc-id",
                "{\"HaVipSet\": [{\"HaVipId\": \"havip-1\", \"Vip\": \"10.0.0.100\", \"SubnetId\": \"subnet-1\"%s}]}"
                        .formatted(particulars));
    }

    private Remarks inspected() throws InterruptedException {
        var remarks = new Remarks();
        tencent.inspect("lo", PEERS, remarks);
        return remarks;
    }

    private Remarks ranged() throws CallFailed, InterruptedException {
        var remarks = new Remarks();
        var address = tencent.addresses("vip", "lo", List.of(ADDRESS)).getFirst();
        address.inspect(address.read(), PEERS, remarks);
        return remarks;
    }

    @Test
    void aPairThatIsSetUpWellIsToldSo() throws InterruptedException {
        var remarks = inspected();

        assertThat(remarks.lines())
                .containsExactly(
                        "sg-1 lets protocol 112 in from 10.0.0.2", "ins-1 and ins-2: in the placement group ps-1");
        assertThat(remarks.sound()).isTrue();
    }

    /** Policies have an order, and a protocol that VRRP is in only as ALL. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"Protocol": "ALL", "SecurityGroupId": "sg-2", "Action": "ACCEPT"} | lets
            {"Protocol": "all", "CidrBlock": "10.0.0.2", "Action": "accept"} | lets
            {"Protocol": "TCP", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"} | not
            {"Protocol": "ALL", "CidrBlock": "10.0.1.0/24", "Action": "ACCEPT"} | not
            {"Protocol": "ALL", "CidrBlock": "10.0.0.0/24", "Action": "DROP"}, {"Protocol": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"} | not
            {"Protocol": "ALL", "CidrBlock": "10.0.0.0/24", "Action": "ACCEPT"}, {"Protocol": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "DROP"} | lets
            {"Protocol": "ALL", "AddressTemplate": {"AddressId": "ipm-1", "AddressGroupId": ""}, "Action": "ACCEPT"} | can't
            {"Protocol": "", "ServiceTemplate": {"ServiceId": "ppm-1"}, "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"} | can't
            `` | not
            """)
    void aPeerIsHeardWhereAPolicyLetsItIn(String ingress, String admitted) throws InterruptedException {
        policies(ingress);

        var remarks = inspected();

        assertThat(remarks.lines().getFirst())
                .isEqualTo(
                        switch (admitted) {
                            case "lets" -> "sg-1 lets protocol 112 in from 10.0.0.2";
                            case "not" ->
                                "error: sg-1 does not let protocol 112 in from 10.0.0.2: each node would become Active\n"
                                        + "  mend: add a rule for it";
                            default -> "whether sg-1 lets protocol 112 in from 10.0.0.2 can't be told from its rules";
                        });
        assertThat(remarks.sound()).isNotEqualTo(admitted.equals("not"));
    }

    /** The answer does not say which of them counts first. */
    @Test
    void groupsThatContradictEachOtherSayNothing() throws InterruptedException {
        answers.put("DescribeNetworkInterfaces", interfaces("eni-1", "ins-1", "10.0.0.1", "\"sg-1\", \"sg-3\""));
        api.answer(asked -> Answer.of(
                200,
                "{\"Response\": "
                        + (asked.body().contains("sg-3")
                                ? answers.get("DescribeSecurityGroupPolicies").replace("ACCEPT", "DROP")
                                : answers.get(action(asked)))
                        + "}"));

        assertThat(inspected().lines().getFirst())
                .isEqualTo("whether sg-1, sg-3 lets protocol 112 in from 10.0.0.2 can't be told from its rules");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "Placement": {"Zone": "a"} | "Placement": {"Zone": "b"} | in the zones a and b
            "Placement": {"HostId": "h-1"} | "Placement": {"HostId": "h-2"} | on the dedicated hosts h-1 and h-2
            "Placement": {"HostId": "h-1"} | "Placement": {"HostId": "h-1"} | warning: both on the dedicated host h-1
            "Placement": {"Zone": "a"} | "Placement": {"Zone": "a"} | warning: in no placement group together
            "DisasterRecoverGroupId": "ps-1" | "DisasterRecoverGroupId": "ps-2" | warning: in no placement group together
            "DisasterRecoverGroupId": "" | "DisasterRecoverGroupId": "" | warning: in no placement group together
            """)
    void oneHostForBothIsWarnedOf(String own, String peer, String told) throws InterruptedException {
        placed(own, peer);

        var remarks = inspected();

        assertThat(remarks.lines().getLast().replace("ins-1 and ins-2: ", "")).startsWith(told);
        assertThat(remarks.sound()).isTrue();
    }

    @Test
    void thePeerIsToBeInTheDriftRangeToo() throws CallFailed, InterruptedException {
        assertThat(ranged().lines())
                .containsExactly("10.0.0.100 is an HAVIP", "10.0.0.100 at tencent: the peer 10.0.0.2 may hold it too");
        range(", \"CheckAssociate\": true, \"HaVipAssociationSet\": [{\"InstanceId\": \"ins-1\"}]");

        var remarks = ranged();

        assertThat(remarks.lines().getLast())
                .isEqualTo(
                        "error: 10.0.0.100 at tencent: the peer 10.0.0.2 may not hold it\n"
                                + "  mend: let it: its interface belongs into the subnet of the HAVIP, and into its drift range");
        assertThat(remarks.sound()).isFalse();
    }

    /** Nobody holds it, so that it looks as if it could be had. */
    @ParameterizedTest
    @CsvSource({"10.0.1.0/24, false", "10.0.0.0/24, true"})
    void anAddressThatIsNoHaVipIsToldOfAndHasToBeOfTheSubnet(String block, boolean sound)
            throws CallFailed, InterruptedException {
        answers.put("DescribeHaVips vpc-id", "{\"HaVipSet\": []}");
        answers.put("DescribeNetworkInterfaces subnet-id", "{\"NetworkInterfaceSet\": []}");
        answers.put(
                "DescribeSubnets",
                "{\"SubnetSet\": [{\"SubnetId\": \"subnet-1\", \"CidrBlock\": \"%s\"}]}".formatted(block));

        var remarks = ranged();

        assertThat(remarks.lines().getFirst()).startsWith("warning: 10.0.0.100 is no HAVIP: calls move it");
        assertThat(remarks.sound()).isEqualTo(sound);
        assertThat(remarks.lines()).hasSize(sound ? 1 : 2);
        assertThat(String.join("", remarks.lines()).contains("it is not within 10.0.1.0/24, the subnet subnet-1"))
                .isNotEqualTo(sound);
        assertThat(api.last().body()).isEqualTo("{\"SubnetIds\":[\"subnet-1\"]}");
    }

    /** The filter finds addresses that end alike. */
    @Test
    void aPeerOfAnotherNetworkIsNotKnown() throws InterruptedException {
        answers.put("DescribeNetworkInterfaces vpc-id", interfaces("eni-2", "ins-2", "110.0.0.2", ""));

        assertThat(inspected().lines())
                .containsExactly(
                        "warning: no interface in vpc-1 has the peer's address 10.0.0.2: nothing is known of it");
    }

    @Test
    void whatThePolicyForbidsToAskIsSaidOnce() throws InterruptedException {
        var forbidden = "{\"Error\": {\"Code\": \"UnauthorizedOperation\", \"Message\": \"you may not\"}}";
        answers.put("DescribeSecurityGroupPolicies", forbidden);
        answers.put("DescribeInstances", forbidden);
        var remarks = new Remarks();

        tencent.inspect("lo", List.of(PEERS.getFirst(), PEERS.getFirst(), InetAddress.ofLiteral("fd00::2")), remarks);

        assertThat(remarks.lines())
                .containsExactly(
                        "whether protocol 112 gets in is not known: you may not (UnauthorizedOperation)",
                        "whether the nodes are on different hosts is not known: you may not (UnauthorizedOperation)",
                        "the peer fd00::2 is not asked for: it is no IPv4 address");
        assertThat(remarks.sound()).isTrue();
    }

    /** Instances are another service's than their network. */
    @ParameterizedTest
    @CsvSource({
        "https://vpc.tencentcloudapi.com, https://cvm.tencentcloudapi.com",
        "https://vpc.internal.tencentcloudapi.com, https://cvm.internal.tencentcloudapi.com",
        "http://10.0.0.9:8080, http://10.0.0.9:8080",
    })
    void theServicesHaveHostsOfTheirOwn(URI network, URI machines) {
        assertThat(Tencent.machines(network)).isEqualTo(machines);
    }

    @Test
    void eachCallIsSignedForItsService() throws InterruptedException {
        inspected();

        assertThat(api.last().header("X-TC-Action")).isEqualTo("DescribeInstances");
        assertThat(api.last().header("Authorization")).contains("/cvm/tc3_request");
        assertThat(api.asked().get(api.asked().size() - 2).header("Authorization"))
                .contains("/vpc/tc3_request");
    }

    /** What the vendor's own clients make of the same questions. */
    @Test
    void requestsAreTheVendorsClients() throws InterruptedException, TencentCloudSDKException {
        inspected();
        var ours = asked();
        api.asked().clear();

        var http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        http.setEndpoint(api.uri().getAuthority());
        var key = new Credential("AKID1", "secret1");
        var profile = new ClientProfile(ClientProfile.SIGN_TC3_256, http);
        var client = new VpcClient(key, "ap-guangzhou", profile);
        client.DescribeNetworkInterfaces(interfaces(filter("attachment.instance-id", "ins-1")));
        client.DescribeNetworkInterfaces(interfaces(filter("vpc-id", "vpc-1"), filter("address-ip", "10.0.0.2")));
        var own = new DescribeNetworkInterfacesRequest();
        own.setNetworkInterfaceIds(new String[] {"eni-1"});
        client.DescribeNetworkInterfaces(own);
        var policies = new DescribeSecurityGroupPoliciesRequest();
        policies.setSecurityGroupId("sg-1");
        client.DescribeSecurityGroupPolicies(policies);
        new CommonClient("cvm", "2017-03-12", key, "ap-guangzhou", profile)
                .commonRequest(new CommonRequest("{\"InstanceIds\":[\"ins-1\",\"ins-2\"]}"), "DescribeInstances");

        assertThat(ours).containsExactlyInAnyOrderElementsOf(asked());
    }

    /** Each once: action, version, region and content. */
    private List<String> asked() {
        return api.asked().stream()
                .filter(asked -> asked.method().equals("POST"))
                .map(asked -> String.join(
                        " ",
                        asked.header("X-TC-Action"),
                        asked.header("X-TC-Version"),
                        asked.header("X-TC-Region"),
                        new JsonObject(asked.body()).encode()))
                .distinct()
                .toList();
    }

    private static DescribeNetworkInterfacesRequest interfaces(Filter... filters) {
        var request = new DescribeNetworkInterfacesRequest();
        request.setFilters(filters);
        request.setLimit(100L);
        return request;
    }

    private static Filter filter(String name, String value) {
        var filter = new Filter();
        filter.setName(name);
        filter.setValues(new String[] {value});
        return filter;
    }
}
