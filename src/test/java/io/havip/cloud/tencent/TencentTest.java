package io.havip.cloud.tencent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.vpc.v20170312.VpcClient;
import com.tencentcloudapi.vpc.v20170312.models.AssignPrivateIpAddressesRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeHaVipsRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeNetworkInterfacesRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeVpcTaskResultRequest;
import com.tencentcloudapi.vpc.v20170312.models.Filter;
import com.tencentcloudapi.vpc.v20170312.models.HaVipAssociateAddressIpRequest;
import com.tencentcloudapi.vpc.v20170312.models.MigratePrivateIpAddressRequest;
import com.tencentcloudapi.vpc.v20170312.models.PrivateIpAddressSpecification;
import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.CloudAddress.Progress;
import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.Gate;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.cloud.api.PlayedApi.Asked;
import io.havip.linux.Clock;
import io.vertx.core.json.JsonObject;
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

/** What an instance in Tencent Cloud learns of its addresses, and asks for. */
class TencentTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("10.0.0.100");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("203.0.113.5");
    private static final Map<String, String> KEYS =
            Map.of("TENCENTCLOUD_SECRET_ID", "AKID1", "TENCENTCLOUD_SECRET_KEY", "secret1");

    /** Of {@code ins-1}, one interface. */
    private static final String OWN = """
            {"NetworkInterfaceSet": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "VpcId": "vpc-1",
              "MacAddress": "52:54:00:00:00:01", "Attachment": {"InstanceId": "ins-1"},
              "PrivateIpAddressSet": [{"PrivateIpAddress": "10.0.0.1", "Primary": true}]}]}""";

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private PlayedApi api;
    private Tencent tencent;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi().tells("instance-id", "ins-1").tells("placement/region", "ap-guangzhou");
        api.answer(asked -> Answer.of(200, "{\"Response\": " + answers.get(action(asked)) + "}"));
        answers.put("DescribeNetworkInterfaces attachment.instance-id", OWN);
        answers.put("DescribeHaVips vpc-id", "{\"HaVipSet\": []}");
        tencent = open(Optional.empty());
    }

    @AfterEach
    void end() {
        tencent.close();
        api.close();
    }

    private Tencent open(Optional<String> interfaceId) {
        var settings = new TencentSettings(
                api.uri(),
                api.uri(),
                Optional.empty(),
                interfaceId,
                Optional.empty(),
                Optional.empty(),
                Map.of(ADDRESS, PUBLIC));
        return new Tencent(settings, PlayedApi.LIMITS, Clock.MACHINE, KEYS);
    }

    /** With the name of its first filter. */
    private static String action(Asked asked) {
        var body = new JsonObject(asked.body());
        return asked.header("X-TC-Action")
                + (body.containsKey("Filters")
                        ? " " + body.getJsonArray("Filters").getJsonObject(0).getString("Name")
                        : "");
    }

    private CloudAddress address() {
        return tencent.addresses("vip", "lo", List.of(ADDRESS)).getFirst();
    }

    private CloudAddress publicAddress() {
        return tencent.addresses("vip", "lo", List.of(ADDRESS)).getLast();
    }

    private void haVip(String particulars) {
        answers.put("DescribeHaVips vpc-id", """
                {"HaVipSet": [{"HaVipId": "havip-1", "Vip": "10.0.0.100", "SubnetId": "subnet-1", %s}]}""".formatted(particulars));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "InstanceId": "ins-1", "NetworkInterfaceId": "eni-1", "State": "AVAILABLE" | true | eni-1 | true
            "InstanceId": "ins-1", "NetworkInterfaceId": "" | true | ins-1 | true
            "InstanceId": "ins-2", "NetworkInterfaceId": "eni-2" | false | eni-2 | true
            "InstanceId": "ins-1", "NetworkInterfaceId": "eni-9" | false | eni-9 | true
            "InstanceId": "", "State": "UNBIND" | false | | true
            "CheckAssociate": true, "HaVipAssociationSet": [{"InstanceId": "ins-1"}, {"InstanceId": "ins-2"}] | false | | true
            "CheckAssociate": true, "HaVipAssociationSet": [{"InstanceId": "eni-1", "InstanceType": "ENI"}] | false | | true
            "CheckAssociate": true, "HaVipAssociationSet": [{"InstanceId": "ins-2"}] | false | | false
            "CheckAssociate": true, "HaVipAssociationSet": null | false | | false
            "SubnetId": "subnet-2", "InstanceId": "ins-2" | false | ins-2 | false
            """)
    void anHaVipIsReadAndNeverAskedFor(String particulars, boolean here, String holder, boolean mayHold)
            throws CallFailed, InterruptedException {
        haVip(particulars);

        assertThat(address().read())
                .isEqualTo(new Reading(here, Optional.ofNullable(holder), mayHold, Optional.empty()));
        assertThat(address().movesByAnnouncement()).isTrue();
        assertThatThrownBy(() -> address().claim(address().read(), Gate.OPEN))
                .asInstanceOf(type(CallFailed.class))
                .returns(Kind.FINAL, CallFailed::kind);
    }

    @Test
    void aSecondaryAddressIsMovedFromWhoeverHasIt() throws CallFailed, InterruptedException {
        answers.put("DescribeNetworkInterfaces subnet-id", """
                {"NetworkInterfaceSet": [
                  {"NetworkInterfaceId": "eni-7", "PrivateIpAddressSet": [{"PrivateIpAddress": "110.0.0.100"}]},
                  {"NetworkInterfaceId": "eni-2", "PrivateIpAddressSet": [
                    {"PrivateIpAddress": "10.0.0.2", "Primary": true}, {"PrivateIpAddress": "10.0.0.100", "Primary": false}]}]}""");
        answers.put("MigratePrivateIpAddress", "{\"RequestId\": \"task-1\"}");
        answers.put("DescribeVpcTaskResult", "{\"Status\": \"RUNNING\"}");
        var address = address();

        var seen = address.read();

        assertThat(seen).isEqualTo(new Reading(false, Optional.of("eni-2"), true, Optional.empty()));
        assertThat(address.movesByAnnouncement()).isFalse();
        assertThat(address.claim(seen, Gate.OPEN)).contains("task-1");
        assertThat(api.last().body())
                .isEqualTo("{\"SourceNetworkInterfaceId\":\"eni-2\",\"DestinationNetworkInterfaceId\":\"eni-1\","
                        + "\"PrivateIpAddress\":\"10.0.0.100\"}");
        assertThat(address.progress("task-1")).isEqualTo(Progress.RUNNING);
        answers.put("DescribeVpcTaskResult", "{\"Status\": \"SUCCESS\"}");
        assertThat(address.progress("task-1")).isEqualTo(Progress.DONE);
        answers.put("DescribeVpcTaskResult", "{\"Status\": \"FAILED\", \"Output\": \"the source\\u001b[31m is gone\"}");
        assertThatThrownBy(() -> address.progress("task-1")).hasMessage("the task has failed: the source [31m is gone");
    }

    @Test
    void anAddressThatNobodyHasIsAssigned() throws CallFailed, InterruptedException {
        answers.put("DescribeNetworkInterfaces subnet-id", "{\"NetworkInterfaceSet\": []}");
        answers.put("AssignPrivateIpAddresses", "{\"PrivateIpAddressSet\": [], \"RequestId\": \"task-2\"}");
        var address = address();

        var seen = address.read();

        assertThat(seen).isEqualTo(new Reading(false, Optional.empty(), true, Optional.empty()));
        assertThat(address.claim(seen, Gate.OPEN)).contains("task-2");
    }

    @Test
    void aPrimaryAddressCanNotBeHeldByAnother() throws CallFailed, InterruptedException {
        answers.put("DescribeNetworkInterfaces subnet-id", """
                {"NetworkInterfaceSet": [{"NetworkInterfaceId": "eni-2", "PrivateIpAddressSet": [
                    {"PrivateIpAddress": "10.0.0.100", "Primary": true}]}]}""");

        assertThat(address().read()).isEqualTo(new Reading(false, Optional.of("eni-2"), false, Optional.empty()));
    }

    @Test
    void aPublicAddressIsBoundToItsHaVipOnceAndTakenFromNobody() throws CallFailed, InterruptedException {
        haVip("\"AddressIp\": \"\", \"InstanceId\": \"ins-2\"");
        answers.put("HaVipAssociateAddressIp", "{\"RequestId\": \"task-3\"}");

        var seen = publicAddress().read();

        assertThat(seen).isEqualTo(new Reading(false, Optional.empty(), true, Optional.empty()));
        assertThat(publicAddress().claim(seen, Gate.OPEN)).contains("task-3");
        haVip("\"AddressIp\": \"203.0.113.5\", \"InstanceId\": \"ins-2\"");
        assertThat(publicAddress().read())
                .isEqualTo(new Reading(true, Optional.of("203.0.113.5"), true, Optional.empty()));
        haVip("\"AddressIp\": \"203.0.113.9\", \"InstanceId\": \"ins-1\"");
        assertThat(publicAddress().read())
                .isEqualTo(new Reading(false, Optional.of("203.0.113.9"), false, Optional.empty()));
    }

    @Test
    void onceAllIsReadTheGateDecides() throws CallFailed, InterruptedException {
        var unbound = new Reading(false, Optional.empty(), true, Optional.empty());
        haVip("\"AddressIp\": \"\"");
        assertThatThrownBy(() -> publicAddress().claim(unbound, PlayedApi.CLOSED))
                .hasMessage("the gate is closed");
        assertThat(action(api.last())).isEqualTo("DescribeHaVips vpc-id");

        answers.put("DescribeHaVips vpc-id", "{\"HaVipSet\": []}");
        answers.put("DescribeNetworkInterfaces subnet-id", "{\"NetworkInterfaceSet\": []}");
        var address = address();
        for (var holder : List.of(Optional.<String>empty(), Optional.of("eni-2"))) {
            address.read();
            assertThatThrownBy(
                            () -> address.claim(new Reading(false, holder, true, Optional.empty()), PlayedApi.CLOSED))
                    .hasMessage("the gate is closed");
            assertThat(action(api.last())).isEqualTo("DescribeNetworkInterfaces subnet-id");
        }
    }

    @Test
    void withoutAnHaVipAPublicAddressHasNothingToBeBoundTo() {
        assertThatThrownBy(() -> publicAddress().read()).hasMessageContaining("there is no HAVIP 10.0.0.100");
    }

    @Test
    void theInterfaceThatIsNamedIsTheOne() throws CallFailed, InterruptedException {
        answers.put("DescribeNetworkInterfaces", OWN.replace("eni-1", "eni-5"));
        haVip("\"NetworkInterfaceId\": \"eni-5\"");
        try (var named = open(Optional.of("eni-5"))) {
            assertThat(named.addresses("vip", "lo", List.of(ADDRESS))
                            .getFirst()
                            .read()
                            .here())
                    .isTrue();
        }
    }

    @Test
    void amongSeveralInterfacesNoneIsGuessed() {
        answers.put(
                "DescribeNetworkInterfaces attachment.instance-id",
                "{\"NetworkInterfaceSet\": [{\"NetworkInterfaceId\": \"eni-1\"}, {\"NetworkInterfaceId\": \"eni-2\"}]}");

        assertThatThrownBy(() -> address().read()).hasMessageContaining("name it as interface-id");
    }

    @ParameterizedTest
    @CsvSource({
        "AuthFailure.SecretIdNotFound, CREDENTIALS",
        "AuthFailure.SignatureExpire, PASSING",
        "AuthFailure.UnauthorizedOperation, FORBIDDEN",
        "UnauthorizedOperation, FORBIDDEN",
        "UnauthorizedOperation.PrimaryIp, FINAL",
        "RequestLimitExceeded, THROTTLED",
        "RequestLimitExceeded.UinLimitExceeded, THROTTLED",
        "InternalError.ModuleError, UNKNOWN",
        "UnsupportedOperation.MutexOperationTaskRunning, PASSING",
        "OperationDenied.MutexTaskRunning, PASSING",
        "UnsupportedOperation.BindEIP, FINAL",
        "ResourceNotFound, FINAL",
        "InvalidParameterValue.Malformed, FINAL",
        "SomethingNew, FINAL",
    })
    void eachErrorSaysWhetherToAskAgain(String code, Kind kind) {
        answers.put(
                "DescribeHaVips vpc-id", "{\"Error\": {\"Code\": \"%s\", \"Message\": \"so it is\"}}".formatted(code));

        assertThatThrownBy(() -> address().read())
                .asInstanceOf(type(CallFailed.class))
                .returns(kind, CallFailed::kind)
                .returns(code, CallFailed::code);
    }

    /** What the vendor's own client makes of the same questions. */
    @Test
    void requestsAreTheVendorsClients() throws CallFailed, InterruptedException, TencentCloudSDKException {
        answers.put("DescribeNetworkInterfaces subnet-id", "{\"NetworkInterfaceSet\": []}");
        answers.put("MigratePrivateIpAddress", "{\"RequestId\": \"task-1\"}");
        answers.put("AssignPrivateIpAddresses", "{\"RequestId\": \"task-1\"}");
        answers.put("HaVipAssociateAddressIp", "{\"RequestId\": \"task-1\"}");
        answers.put("DescribeVpcTaskResult", "{\"Status\": \"SUCCESS\"}");
        var seen = address().read();
        var address = address();
        address.read();
        address.claim(seen, Gate.OPEN);
        address.claim(new Reading(false, Optional.of("eni-2"), true, Optional.empty()), Gate.OPEN);
        address.progress("task-1");
        haVip("\"AddressIp\": \"\"");
        publicAddress().claim(seen, Gate.OPEN);
        var ours = asked();
        api.asked().clear();

        var client = client();
        client.DescribeNetworkInterfaces(interfaces(filter("attachment.instance-id", "ins-1")));
        client.DescribeHaVips(haVips());
        client.DescribeNetworkInterfaces(
                interfaces(filter("subnet-id", "subnet-1"), filter("address-ip", "10.0.0.100")));
        var assign = new AssignPrivateIpAddressesRequest();
        assign.setNetworkInterfaceId("eni-1");
        var each = new PrivateIpAddressSpecification();
        each.setPrivateIpAddress("10.0.0.100");
        assign.setPrivateIpAddresses(new PrivateIpAddressSpecification[] {each});
        client.AssignPrivateIpAddresses(assign);
        var migrate = new MigratePrivateIpAddressRequest();
        migrate.setSourceNetworkInterfaceId("eni-2");
        migrate.setDestinationNetworkInterfaceId("eni-1");
        migrate.setPrivateIpAddress("10.0.0.100");
        client.MigratePrivateIpAddress(migrate);
        var task = new DescribeVpcTaskResultRequest();
        task.setTaskId("task-1");
        client.DescribeVpcTaskResult(task);
        var associate = new HaVipAssociateAddressIpRequest();
        associate.setHaVipId("havip-1");
        associate.setAddressIp("203.0.113.5");
        client.HaVipAssociateAddressIp(associate);

        assertThat(ours).containsExactlyInAnyOrderElementsOf(asked());
    }

    /** Each once: action, version, region, type and content. */
    private List<String> asked() {
        return api.asked().stream()
                .filter(asked -> asked.method().equals("POST"))
                .map(asked -> String.join(
                        " ",
                        asked.path(),
                        asked.header("X-TC-Action"),
                        asked.header("X-TC-Version"),
                        asked.header("X-TC-Region"),
                        asked.header("Content-Type"),
                        asked.body()))
                .distinct()
                .toList();
    }

    private VpcClient client() {
        var http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        http.setEndpoint(api.uri().getAuthority());
        return new VpcClient(
                new Credential("AKID1", "secret1"),
                "ap-guangzhou",
                new ClientProfile(ClientProfile.SIGN_TC3_256, http));
    }

    private static DescribeNetworkInterfacesRequest interfaces(Filter... filters) {
        var request = new DescribeNetworkInterfacesRequest();
        request.setFilters(filters);
        request.setLimit(100L);
        return request;
    }

    private static DescribeHaVipsRequest haVips() {
        var request = new DescribeHaVipsRequest();
        request.setFilters(new Filter[] {filter("vpc-id", "vpc-1"), filter("vip", "10.0.0.100")});
        return request;
    }

    private static Filter filter(String name, String value) {
        var filter = new Filter();
        filter.setName(name);
        filter.setValues(new String[] {value});
        return filter;
    }
}
