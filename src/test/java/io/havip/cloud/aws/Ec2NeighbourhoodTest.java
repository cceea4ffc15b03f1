package io.havip.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CallFailed;
import io.havip.cloud.Remarks;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.cloud.api.PlayedApi.Asked;
import io.havip.linux.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Filter;

/** What EC2 tells somebody who asks before anything has to move. */
class Ec2NeighbourhoodTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.100");
    private static final List<InetAddress> PEERS = List.of(InetAddress.ofLiteral("10.0.0.2"));
    private static final String REFUSED =
            "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors></Response>";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private PlayedApi api;
    private Aws aws;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi().tells("instance-id", "i-1").tells("placement/region", "eu-central-1");
        api.answer(this::answer);
        own("true");
        answers.put("DescribeNetworkInterfaces vpc-id", interfaces("eni-2", "i-2", "sg-2", "true"));
        rules("<ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>10.0.0.0/16</cidrIp></item></ipRanges>");
        placed("<groupName>pair</groupName>", "<groupName>pair</groupName>");
        answers.put(
                "DescribePlacementGroups",
                "<placementGroupSet><item><strategy>spread</strategy></item></placementGroupSet>");
        answers.put("ReplaceRoute", REFUSED.formatted("DryRunOperation", "it would have succeeded"));
        answers.put(
                "DescribeRouteTables",
                "<routeTableSet><item><routeSet><item><destinationCidrBlock>10.0.0.100/32"
                        + "</destinationCidrBlock></item></routeSet></item></routeTableSet>");
        aws = open(List.of());
    }

    @AfterEach
    void end() {
        aws.close();
        api.close();
    }

    private Answer answer(Asked asked) {
        if (asked.path().equals("/latest/api/token")) {
            return Answer.of(200, "TOKEN==");
        }
        String action = asked.body()
                .replaceAll("Action=(\\w+).*?(?:&Filter.1.Name=([^&]+).*|$)", "$1 $2")
                .strip();
        String content = answers.getOrDefault(action, "");
        return content.startsWith("<Response>")
                ? Answer.of(content.contains("DryRun") ? 412 : 403, content)
                : Answer.of(200, "<r>" + content + "</r>");
    }

    private Aws open(List<String> tables) {
        var settings = new AwsSettings(
                Optional.of(api.uri()),
                api.uri(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                tables);
        return new Aws(
                settings,
                PlayedApi.LIMITS,
                Clock.MACHINE,
                Map.of("AWS_ACCESS_KEY_ID", "AKIA1", "AWS_SECRET_ACCESS_KEY", "secret1"));
    }

    private void own(String sourceDestCheck) {
        var own = interfaces("eni-1", "i-1", "sg-1", sourceDestCheck);
        answers.put("DescribeNetworkInterfaces", own);
        answers.put("DescribeNetworkInterfaces attachment.instance-id", own);
    }

    private static String interfaces(String id, String instance, String group, String sourceDestCheck) {
        return """
                <networkInterfaceSet><item><networkInterfaceId>%s</networkInterfaceId><subnetId>subnet-1</subnetId>
                <vpcId>vpc-1</vpcId><attachment><instanceId>%s</instanceId></attachment>
                <groupSet><item><groupId>%s</groupId></item></groupSet>
                <sourceDestCheck>%s</sourceDestCheck></item></networkInterfaceSet>""".formatted(id, instance, group, sourceDestCheck);
    }

    private void rules(String rule) {
        answers.put(
                "DescribeSecurityGroups",
                "<securityGroupInfo><item><ipPermissions><item>%s</item></ipPermissions></item></securityGroupInfo>"
                        .formatted(rule));
    }

    private void placed(String own, String peer) {
        answers.put("DescribeInstances", """
                <reservationSet>
                <item><instancesSet><item><instanceId>i-2</instanceId><placement>%s</placement></item></instancesSet></item>
                <item><instancesSet><item><instanceId>i-1</instanceId><placement>%s</placement></item></instancesSet></item>
                </reservationSet>""".formatted(peer, own));
    }

    private Remarks inspected() throws InterruptedException {
        var remarks = new Remarks();
        aws.inspect("lo", PEERS, remarks);
        return remarks;
    }

    private Remarks rehearsed() throws CallFailed, InterruptedException {
        var remarks = new Remarks();
        var address = aws.addresses("vip", "lo", List.of(ADDRESS)).getFirst();
        address.inspect(address.read(), PEERS, remarks);
        return remarks;
    }

    @Test
    void aPairThatIsSetUpWellIsToldSo() throws InterruptedException {
        var remarks = inspected();

        assertThat(remarks.lines())
                .containsExactly(
                        "sg-1 lets protocol 112 in from 10.0.0.2", "i-1 and i-2: in the spread placement group pair");
        assertThat(remarks.sound()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <ipProtocol>112</ipProtocol><ipRanges><item><cidrIp>10.0.0.2/32</cidrIp></item></ipRanges> | lets
            <ipProtocol>112</ipProtocol><groups><item><groupId>sg-2</groupId></item></groups> | lets
            <ipProtocol>112</ipProtocol><groups><item><groupId>sg-1</groupId></item></groups> | not
            <ipProtocol>112</ipProtocol><ipRanges><item><cidrIp>10.0.1.0/24</cidrIp></item></ipRanges> | not
            <ipProtocol>tcp</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges> | not
            <ipProtocol>-1</ipProtocol><prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds> | can't
            """)
    void aPeerIsHeardWhereARuleLetsItIn(String rule, String admitted) throws InterruptedException {
        rules(rule);

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <availabilityZone>a</availabilityZone> | <availabilityZone>b</availabilityZone> | in the zones a and b
            <hostId>h-1</hostId> | <hostId>h-2</hostId> | on the dedicated hosts h-1 and h-2
            <hostId>h-1</hostId> | <hostId>h-1</hostId> | warning: both on the dedicated host h-1
            <availabilityZone>a</availabilityZone> | <availabilityZone>a</availabilityZone> | warning: in no placement group together
            <groupName>one</groupName> | <groupName>two</groupName> | warning: in no placement group together
            <groupName>p</groupName><partitionNumber>1</partitionNumber> | <groupName>p</groupName><partitionNumber>2</partitionNumber> | in different partitions of p
            <groupName>p</groupName><partitionNumber>1</partitionNumber> | <groupName>p</groupName><partitionNumber>1</partitionNumber> | warning: both in partition 1 of p
            """)
    void oneHostForBothIsWarnedOf(String own, String peer, String told) throws InterruptedException {
        placed(own, peer);

        var remarks = inspected();

        assertThat(remarks.lines().getLast().replace("i-1 and i-2: ", "")).startsWith(told);
        assertThat(remarks.sound()).isTrue();
    }

    @Test
    void aGroupThatKeepsInstancesTogetherIsNoHelp() throws InterruptedException {
        answers.put(
                "DescribePlacementGroups",
                "<placementGroupSet><item><strategy>cluster</strategy></item></placementGroupSet>");

        assertThat(inspected().lines().getLast())
                .isEqualTo(
                        "warning: i-1 and i-2: in the placement group pair, whose strategy is cluster; put both into a"
                                + " spread placement group, which keeps them on distinct hardware");
    }

    /** Only with route-tables an interface gets what is sent to others. */
    @Test
    void theSourceAndDestinationCheckIsAMatterOfRoutes() throws InterruptedException {
        own("false");
        assertThat(inspected().lines())
                .last()
                .isEqualTo("the source/destination check of eni-1 is off, which only route-tables need");
        aws.close();
        aws = open(List.of("rtb-1"));
        assertThat(inspected().lines()).noneMatch(line -> line.contains("source/destination"));
        own("true");

        var remarks = inspected();

        assertThat(remarks.lines())
                .last()
                .isEqualTo("error: the source/destination check of eni-1 is on, which drops what a route leads there\n"
                        + "  mend: switch it off");
        assertThat(remarks.sound()).isFalse();
    }

    /** Nobody holds it, so that it looks as if it could be had. */
    @Test
    void anAddressOfAnotherSubnetCanNotBeHad() throws CallFailed, InterruptedException {
        answers.put(
                "DescribeSubnets",
                "<subnetSet><item><subnetId>subnet-1</subnetId><cidrBlock>10.0.1.0/24</cidrBlock></item></subnetSet>");

        var remarks = rehearsed();

        assertThat(remarks.lines().getFirst())
                .startsWith(
                        "error: 10.0.0.100 at aws: it is not within 10.0.1.0/24, the subnet subnet-1 of this node's")
                .contains("mend: take a free address of that subnet");
        assertThat(remarks.sound()).isFalse();
        answers.put("DescribeSubnets", REFUSED.formatted("UnauthorizedOperation", "you may not"));
        assertThat(rehearsed().lines().getFirst())
                .isEqualTo("which addresses the subnet has is not known: you may not (UnauthorizedOperation)");
    }

    @Test
    void aChangeIsRehearsedWhereTheCallCan() throws CallFailed, InterruptedException {
        assertThat(rehearsed().lines())
                .containsExactly(
                        "whether AssignPrivateIpAddresses is allowed can't be asked without moving an address");
        assertThat(api.asked()).noneMatch(asked -> asked.body().contains("Assign"));
        aws.close();
        aws = open(List.of("rtb-1"));
        assertThat(rehearsed().lines()).containsExactly("10.0.0.100/32 in rtb-1 at aws: ReplaceRoute is allowed");
        assertThat(api.last().body()).startsWith("Action=ReplaceRoute&").endsWith("&DryRun=true");
        answers.put("ReplaceRoute", REFUSED.formatted("UnauthorizedOperation", "you may not"));

        var remarks = rehearsed();

        assertThat(remarks.lines())
                .containsExactly("error: 10.0.0.100/32 in rtb-1 at aws: the policy does not allow ReplaceRoute"
                        + " (UnauthorizedOperation)\n  mend: allow this call in the policy of its credentials");
        assertThat(remarks.sound()).isFalse();
        answers.put("ReplaceRoute", REFUSED.formatted("RequestLimitExceeded", "too many"));
        assertThat(rehearsed().lines())
                .containsExactly(
                        "whether ReplaceRoute is allowed for 10.0.0.100/32 in rtb-1 at aws is not known: too many"
                                + " (RequestLimitExceeded)");
    }

    @Test
    void whatThePolicyForbidsToAskIsSaidOnce() throws InterruptedException {
        var forbidden = REFUSED.formatted("UnauthorizedOperation", "you may not");
        answers.put("DescribeSecurityGroups", forbidden);
        answers.put("DescribeInstances", forbidden);
        var remarks = new Remarks();

        aws.inspect("lo", List.of(PEERS.getFirst(), InetAddress.ofLiteral("10.0.0.3")), remarks);

        assertThat(remarks.lines())
                .containsExactly(
                        "whether protocol 112 gets in is not known: you may not (UnauthorizedOperation)",
                        "whether the nodes are on different hosts is not known: you may not (UnauthorizedOperation)");
        assertThat(remarks.sound()).isTrue();
    }

    @Test
    void aPeerOfAnotherNetworkIsNotKnown() throws InterruptedException {
        answers.put("DescribeNetworkInterfaces vpc-id", "<networkInterfaceSet/>");

        assertThat(inspected().lines())
                .containsExactly(
                        "warning: no interface in vpc-1 has the peer's address 10.0.0.2: nothing is known of it");
    }

    /** What the vendor's own client makes of the same questions. */
    @Test
    void requestsAreTheVendorsClients() throws CallFailed, InterruptedException {
        inspected();
        rehearsed();
        aws.close();
        aws = open(List.of("rtb-1"));
        rehearsed();
        var ours = asked();
        api.asked().clear();

        answers.put("ReplaceRoute", "");
        try (var client = Sdk.client(api, Sdk.key("AKIA1", "secret1"))) {
            client.describeNetworkInterfaces(request -> request.filters(filter("attachment.instance-id", "i-1")));
            client.describeNetworkInterfaces(request -> request.networkInterfaceIds("eni-1"));
            client.describeNetworkInterfaces(request ->
                    request.filters(filter("vpc-id", "vpc-1"), filter("addresses.private-ip-address", "10.0.0.2")));
            client.describeNetworkInterfaces(request ->
                    request.filters(filter("vpc-id", "vpc-1"), filter("addresses.private-ip-address", "10.0.0.100")));
            client.describeSubnets(request -> request.subnetIds("subnet-1"));
            client.describeSecurityGroups(request -> request.groupIds("sg-1"));
            client.describeInstances(request -> request.instanceIds("i-1", "i-2"));
            client.describePlacementGroups(request -> request.groupNames("pair"));
            client.describeRouteTables(request -> request.routeTableIds("rtb-1"));
            client.replaceRoute(request -> request.routeTableId("rtb-1")
                    .destinationCidrBlock("10.0.0.100/32")
                    .networkInterfaceId("eni-1")
                    .dryRun(true));
        }

        assertThat(ours).containsExactlyInAnyOrderElementsOf(asked());
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    /** Each once; the parameters have no order. */
    private List<String> asked() {
        return api.asked().stream()
                .filter(asked -> asked.body().startsWith("Action="))
                .map(asked -> List.of(asked.body().split("&")).stream()
                        .sorted()
                        .toList()
                        .toString())
                .distinct()
                .toList();
    }
}
