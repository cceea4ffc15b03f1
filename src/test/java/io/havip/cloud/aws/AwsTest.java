package io.havip.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.Gate;
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
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;

/** What an instance in EC2 learns of its addresses, and asks for. */
class AwsTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.100");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("203.0.113.5");
    private static final Map<String, String> KEYS =
            Map.of("AWS_ACCESS_KEY_ID", "AKIA1", "AWS_SECRET_ACCESS_KEY", "secret1");

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private PlayedApi api;
    private Aws aws;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi().tells("instance-id", "i-1").tells("placement/region", "eu-central-1");
        api.answer(this::answer);
        answers.put(
                "DescribeNetworkInterfaces attachment.instance-id",
                "<networkInterfaceSet>" + port("eni-1", "") + "</networkInterfaceSet>");
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
        String action = action(asked);
        String content = answers.getOrDefault(action, "");
        return content.startsWith("<Response>")
                ? Answer.of(400, content)
                : Answer.of(200, "<r xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">" + content + "</r>");
    }

    /** With the name of its first filter. */
    private static String action(Asked asked) {
        return asked.body()
                .replaceAll("Action=(\\w+).*?(?:&Filter.1.Name=([^&]+).*|$)", "$1 $2")
                .strip();
    }

    private static String port(String id, String addresses) {
        return """
                <item><networkInterfaceId>%s</networkInterfaceId><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId>
                <macAddress>02:00:00:00:00:01</macAddress><attachment><instanceId>i-1</instanceId></attachment>
                <privateIpAddressesSet>%s</privateIpAddressesSet></item>""".formatted(id, addresses);
    }

    private Aws open(List<String> tables) {
        var settings = new AwsSettings(
                Optional.of(api.uri()),
                api.uri(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(ADDRESS, PUBLIC),
                tables);
        return new Aws(settings, PlayedApi.LIMITS, Clock.MACHINE, KEYS);
    }

    private CloudAddress address() {
        return aws.addresses("vip", "lo", List.of(ADDRESS)).getFirst();
    }

    private CloudAddress elastic() {
        return aws.addresses("vip", "lo", List.of(ADDRESS)).getLast();
    }

    private void holders(String interfaces) {
        answers.put(
                "DescribeNetworkInterfaces vpc-id", "<networkInterfaceSet>" + interfaces + "</networkInterfaceSet>");
    }

    private static Reading reading(boolean here, String holder, boolean mayHold) {
        return new Reading(here, Optional.ofNullable(holder), mayHold, Optional.empty());
    }

    @Test
    void aSecondaryAddressIsReassigned() throws CallFailed, InterruptedException {
        var item = "<item><privateIpAddress>10.0.0.100</privateIpAddress><primary>%s</primary></item>";
        holders(port("eni-2", item.formatted("false")));
        assertThat(address().read()).isEqualTo(reading(false, "eni-2", true));

        assertThat(address().claim(address().read(), Gate.OPEN)).isEmpty();

        assertThat(api.last().body())
                .isEqualTo("Action=AssignPrivateIpAddresses&Version=2016-11-15&NetworkInterfaceId=eni-1"
                        + "&PrivateIpAddress.1=10.0.0.100&AllowReassignment=true");
        holders(port("eni-1", item.formatted("false")));
        assertThat(address().read()).isEqualTo(reading(true, "eni-1", true));
        holders("");
        assertThat(address().read()).isEqualTo(reading(false, null, true));
        holders(port("eni-2", item.formatted("true")));
        assertThat(address().read()).isEqualTo(reading(false, "eni-2", false));
        holders(port("eni-2", item.formatted("false")).replace("subnet-1", "subnet-2"));
        assertThat(address().read()).isEqualTo(reading(false, "eni-2", false));
        assertThat(address().movesByAnnouncement()).isFalse();
    }

    @Test
    void anElasticAddressFollows() throws CallFailed, InterruptedException {
        var item = "<addressesSet><item><publicIp>203.0.113.5</publicIp><allocationId>eipalloc-1</allocationId>"
                + "%s</item></addressesSet>";
        answers.put("DescribeAddresses public-ip", item.formatted(""));
        assertThat(elastic().read()).isEqualTo(reading(false, null, true));

        elastic().claim(elastic().read(), Gate.OPEN);

        assertThat(api.last().body())
                .isEqualTo("Action=AssociateAddress&Version=2016-11-15&AllocationId=eipalloc-1&NetworkInterfaceId=eni-1"
                        + "&PrivateIpAddress=10.0.0.100&AllowReassociation=true");
        var bound = "<networkInterfaceId>%s</networkInterfaceId><privateIpAddress>%s</privateIpAddress>";
        answers.put("DescribeAddresses public-ip", item.formatted(bound.formatted("eni-1", "10.0.0.100")));
        assertThat(elastic().read()).isEqualTo(reading(true, "eni-1", true));
        answers.put("DescribeAddresses public-ip", item.formatted(bound.formatted("eni-1", "10.0.0.1")));
        assertThat(elastic().read()).isEqualTo(reading(false, "eni-1", true));
        answers.put("DescribeAddresses public-ip", "<addressesSet/>");
        assertThatThrownBy(() -> elastic().read()).hasMessageContaining("no elastic address 203.0.113.5");
    }

    @Test
    void onceAllIsReadTheGateDecides() throws CallFailed, InterruptedException {
        answers.put(
                "DescribeAddresses public-ip",
                "<addressesSet><item><publicIp>203.0.113.5</publicIp>"
                        + "<allocationId>eipalloc-1</allocationId></item></addressesSet>");
        var seen = elastic().read();
        api.asked().clear();

        assertThatThrownBy(() -> elastic().claim(seen, PlayedApi.CLOSED)).hasMessage("the gate is closed");
        assertThat(api.asked()).extracting(AwsTest::action).containsExactly("DescribeAddresses public-ip");
    }

    @Test
    void inSeveralZonesRoutesLeadToTheAddress() throws CallFailed, InterruptedException {
        var routes = "<routeTableSet><item><routeSet><item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock>"
                + "<gatewayId>local</gatewayId></item><item><destinationCidrBlock>10.0.0.100/32</destinationCidrBlock>"
                + "<networkInterfaceId>%s</networkInterfaceId><state>%s</state></item></routeSet></item></routeTableSet>";
        aws.close();
        aws = open(List.of("rtb-1", "rtb-2"));
        var held = aws.addresses("vip", "lo", List.of(ADDRESS));
        assertThat(held.subList(0, 2))
                .extracting(CloudAddress::name)
                .containsExactly("10.0.0.100/32 in rtb-1 at aws", "10.0.0.100/32 in rtb-2 at aws");
        answers.put("DescribeRouteTables", routes.formatted("eni-2", "active"));
        assertThat(address().read()).isEqualTo(reading(false, "eni-2", true));

        address().claim(address().read(), Gate.OPEN);

        assertThat(api.last().body())
                .isEqualTo("Action=ReplaceRoute&Version=2016-11-15&DestinationCidrBlock=10.0.0.100%2F32"
                        + "&NetworkInterfaceId=eni-1&RouteTableId=rtb-1");
        answers.put("DescribeRouteTables", routes.formatted("eni-1", "active"));
        assertThat(address().read()).isEqualTo(reading(true, "eni-1", true));
        answers.put("DescribeRouteTables", routes.formatted("eni-1", "blackhole"));
        assertThat(address().read()).isEqualTo(reading(false, null, true));
        answers.put("DescribeRouteTables", "<routeTableSet/>");
        assertThatThrownBy(() -> address().read()).hasMessageContaining("create it once");
    }

    @ParameterizedTest
    @CsvSource({
        "AuthFailure, CREDENTIALS",
        "ExpiredToken, CREDENTIALS",
        "RequestExpired, PASSING",
        "UnauthorizedOperation, FORBIDDEN",
        "RequestLimitExceeded, THROTTLED",
        "Unavailable, PASSING",
        "InternalError, UNKNOWN",
        "InvalidNetworkInterfaceID.NotFound, FINAL",
        "SomethingNew, FINAL",
    })
    void eachErrorSaysWhetherToAskAgain(String code, Kind kind) {
        answers.put(
                "DescribeNetworkInterfaces vpc-id",
                "<Response><Errors><Error><Code>%s</Code><Message>so it is</Message></Error></Errors></Response>"
                        .formatted(code));

        assertThatThrownBy(() -> address().read())
                .asInstanceOf(type(CallFailed.class))
                .returns(kind, CallFailed::kind)
                .returns(code, CallFailed::code);
    }

    @Test
    void whatIsNoAnswerOfEc2IsGarbage() {
        api.answer(asked -> asked.path().equals("/") ? Answer.of(200, "<html><body>") : answer(asked));

        assertThatThrownBy(() -> address().read())
                .asInstanceOf(type(CallFailed.class))
                .returns(Kind.UNKNOWN, CallFailed::kind)
                .returns("Garbage", CallFailed::code);
    }

    /** What the vendor's own client makes of the same questions. */
    @Test
    void requestsAreTheVendorsClients() throws CallFailed, InterruptedException {
        answers.put(
                "DescribeAddresses public-ip",
                "<addressesSet><item><publicIp>203.0.113.5</publicIp>"
                        + "<allocationId>eipalloc-1</allocationId></item></addressesSet>");
        answers.put(
                "DescribeRouteTables",
                "<routeTableSet><item><routeSet><item><destinationCidrBlock>10.0.0.100/32"
                        + "</destinationCidrBlock></item></routeSet></item></routeTableSet>");
        for (var each : List.of(address(), elastic(), routed())) {
            each.claim(each.read(), Gate.OPEN);
        }
        var ours = asked();
        api.asked().clear();

        try (var client = Sdk.client(api, Sdk.key("AKIA1", "secret1"))) {
            theSame(client);
        }

        assertThat(ours).containsExactlyInAnyOrderElementsOf(asked());
    }

    private CloudAddress routed() {
        aws.close();
        aws = open(List.of("rtb-1"));
        return aws.addresses("vip", "lo", List.of(ADDRESS)).getFirst();
    }

    private static void theSame(Ec2Client client) {
        client.describeNetworkInterfaces(request -> request.filters(filter("attachment.instance-id", "i-1")));
        client.describeNetworkInterfaces(request ->
                request.filters(filter("vpc-id", "vpc-1"), filter("addresses.private-ip-address", "10.0.0.100")));
        client.assignPrivateIpAddresses(request ->
                request.allowReassignment(true).networkInterfaceId("eni-1").privateIpAddresses("10.0.0.100"));
        client.describeAddresses(request -> request.filters(filter("public-ip", "203.0.113.5")));
        client.associateAddress(request -> request.allocationId("eipalloc-1")
                .networkInterfaceId("eni-1")
                .privateIpAddress("10.0.0.100")
                .allowReassociation(true));
        client.describeRouteTables(request -> request.routeTableIds("rtb-1"));
        client.replaceRoute(request -> request.routeTableId("rtb-1")
                .destinationCidrBlock("10.0.0.100/32")
                .networkInterfaceId("eni-1"));
    }

    private static Filter filter(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    /** Each once: type and content, whose parameters have no order. */
    private List<String> asked() {
        return api.asked().stream()
                .filter(asked -> asked.body().startsWith("Action="))
                .map(asked -> asked.path() + " " + asked.header("Content-Type") + " "
                        + List.of(asked.body().split("&")).stream().sorted().toList())
                .distinct()
                .toList();
    }
}
