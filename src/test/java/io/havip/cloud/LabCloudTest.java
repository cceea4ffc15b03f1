package io.havip.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import com.tencentcloudapi.common.CommonClient;
import com.tencentcloudapi.common.Credential;
import com.tencentcloudapi.common.exception.TencentCloudSDKException;
import com.tencentcloudapi.common.profile.ClientProfile;
import com.tencentcloudapi.common.profile.HttpProfile;
import com.tencentcloudapi.vpc.v20170312.VpcClient;
import com.tencentcloudapi.vpc.v20170312.models.CreateHaVipRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeHaVipsRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeNetworkInterfacesRequest;
import com.tencentcloudapi.vpc.v20170312.models.DescribeVpcTaskResultRequest;
import com.tencentcloudapi.vpc.v20170312.models.Filter;
import com.tencentcloudapi.vpc.v20170312.models.HaVipAssociateAddressIpRequest;
import com.tencentcloudapi.vpc.v20170312.models.MigratePrivateIpAddressRequest;
import io.havip.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/** The cloud of the lab is one that the vendors' own clients know: {@code appliance/cloud/control.py}. */
class LabCloudTest {
    private static final String SECONDARY = "172.17.16.100";
    private static final String HAVIP = "172.17.16.3";
    private static final String PUBLIC = "203.0.113.10";
    private static final String ID = "AKIDLABADMIN";
    private static final String SECRET = "the-secret-of-the-lab";

    private Process cloud;
    private JsonObject places;

    @BeforeEach
    void startTheCloud() throws IOException {
        Requirement.PYTHON.ensure();
        cloud = new ProcessBuilder(
                        "python3", "appliance/cloud/control.py", "appliance/cloud/world.json", "--stranger", "gw2")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        places = new JsonObject(cloud.inputReader().readLine());
    }

    @AfterEach
    void endIt() {
        if (cloud != null) {
            cloud.destroyForcibly();
        }
    }

    @Test
    void anHaVipIsAppliedForAndGetsAPublicAddress() throws TencentCloudSDKException {
        var client = tencent(SECRET);
        var create = new CreateHaVipRequest();
        create.setHaVipName("web");
        create.setSubnetId("subnet-a");
        create.setVip(HAVIP);
        var id = client.CreateHaVip(create).getHaVip().getHaVipId();
        // The vendor's models are older than the drift range.
        common(SECRET).call("AssociateHaVipInstance", """
                {"HaVipAssociationSet": [{"HaVipId": "%s", "InstanceId": "ins-gw1", "InstanceType": "CVM"}]}""".formatted(id));

        var bind = new HaVipAssociateAddressIpRequest();
        bind.setHaVipId(id);
        bind.setAddressIp(PUBLIC);
        awaitTask(client, client.HaVipAssociateAddressIp(bind).getRequestId());

        var ask = new DescribeHaVipsRequest();
        ask.setFilters(new Filter[] {filter("vip", HAVIP)});
        assertThat(client.DescribeHaVips(ask).getHaVipSet()).singleElement().satisfies(havip -> {
            assertThat(havip.getHaVipId()).isEqualTo(id);
            assertThat(havip.getAddressIp()).isEqualTo(PUBLIC);
            assertThat(havip.getState()).isEqualTo("UNBIND");
        });
        assertThat(common(SECRET).call("DescribeHaVips", "{}")).contains("\"InstanceId\": \"ins-gw1\"");
    }

    @Test
    void aSecondaryAddressIsMigrated() throws TencentCloudSDKException {
        var client = tencent(SECRET);
        var move = new MigratePrivateIpAddressRequest();
        move.setSourceNetworkInterfaceId("eni-gw1");
        move.setDestinationNetworkInterfaceId("eni-gw2");
        move.setPrivateIpAddress(SECONDARY);

        awaitTask(client, client.MigratePrivateIpAddress(move).getRequestId());

        var ask = new DescribeNetworkInterfacesRequest();
        ask.setFilters(new Filter[] {filter("address-ip", SECONDARY)});
        assertThat(client.DescribeNetworkInterfaces(ask).getNetworkInterfaceSet())
                .extracting(found -> found.getAttachment().getInstanceId())
                .containsExactly("ins-gw2");
        refused("InvalidParameterValue", () -> client.MigratePrivateIpAddress(move));
    }

    @Test
    void tencentsClientIsToldWhatIsWrong() throws TencentCloudSDKException {
        refused("AuthFailure.SignatureFailure", () -> tencent("another").DescribeHaVips(new DescribeHaVipsRequest()));
        refused("InvalidAction", () -> common(SECRET).call("ReplaceTheMoon", "{}"));
    }

    @Test
    void anAddressIsReassignedOnlyWhereThatIsAllowed() {
        try (var client = aws(StaticCredentialsProvider.create(AwsBasicCredentials.create(ID, SECRET)))) {
            refusedByAws("InvalidParameterValue", () -> assign(client, false));
            refusedByAws(
                    "DryRunOperation",
                    () -> client.replaceRoute(ask -> ask.routeTableId("rtb-lab")
                            .destinationCidrBlock("10.99.0.1/32")
                            .networkInterfaceId("eni-gw2")
                            .dryRun(true)));

            assign(client, true);

            assertThat(client.describeNetworkInterfaces(ask -> ask.networkInterfaceIds("eni-gw2"))
                            .networkInterfaces())
                    .flatExtracting(found -> found.privateIpAddresses().stream()
                            .map(NetworkInterfacePrivateIpAddress::privateIpAddress)
                            .toList())
                    .containsExactly("172.17.16.7", SECONDARY);
            assertThat(client.describeAddresses(ask -> ask.publicIps("203.0.113.11"))
                            .addresses())
                    .as("the public address has moved along")
                    .extracting(found -> found.networkInterfaceId())
                    .containsExactly("eni-gw2");
        }
    }

    @Test
    void aPublicAddressAndARouteMoveWithTheKeyOfTheInstancesRole() {
        var role = InstanceProfileCredentialsProvider.builder()
                .endpoint("http://" + places.getString("aws"))
                .build();
        try (var client = aws(role)) {
            client.associateAddress(ask -> ask.allocationId("eipalloc-0000000a").networkInterfaceId("eni-gw2"));
            client.replaceRoute(ask -> ask.routeTableId("rtb-lab")
                    .destinationCidrBlock("10.99.0.1/32")
                    .networkInterfaceId("eni-gw2"));

            assertThat(client.describeAddresses(ask -> ask.allocationIds("eipalloc-0000000a"))
                            .addresses())
                    .extracting(found -> found.privateIpAddress())
                    .containsExactly("172.17.16.7");
            assertThat(client.describeRouteTables(ask -> ask.routeTableIds("rtb-lab"))
                            .routeTables())
                    .flatExtracting(table -> table.routes())
                    .filteredOn(route -> route.destinationCidrBlock().equals("10.99.0.1/32"))
                    .extracting(route -> route.networkInterfaceId())
                    .containsExactly("eni-gw2");
            refusedByAws(
                    "UnauthorizedOperation",
                    () -> client.unassignPrivateIpAddresses(
                            ask -> ask.networkInterfaceId("eni-gw2").privateIpAddresses(SECONDARY)));
        }
    }

    private static void assign(Ec2Client client, boolean reassign) {
        client.assignPrivateIpAddresses(ask ->
                ask.networkInterfaceId("eni-gw2").privateIpAddresses(SECONDARY).allowReassignment(reassign));
    }

    private Ec2Client aws(AwsCredentialsProvider credentials) {
        return Ec2Client.builder()
                .endpointOverride(URI.create("http://" + places.getString("api")))
                .region(Region.of("lab-1"))
                .credentialsProvider(credentials)
                .build();
    }

    private VpcClient tencent(String secret) {
        return new VpcClient(new Credential(ID, secret), "lab-1", profile());
    }

    private CommonClient common(String secret) {
        return new CommonClient("vpc", "2017-03-12", new Credential(ID, secret), "lab-1", profile());
    }

    private ClientProfile profile() {
        var api = URI.create("http://" + places.getString("api"));
        var http = new HttpProfile();
        http.setProtocol(HttpProfile.REQ_HTTP);
        // What it sends to the real host: the service in the signature's scope is that host's first label.
        http.setProxyHost(api.getHost());
        http.setProxyPort(api.getPort());
        return new ClientProfile(ClientProfile.SIGN_TC3_256, http);
    }

    private static Filter filter(String name, String value) {
        var filter = new Filter();
        filter.setName(name);
        filter.setValues(new String[] {value});
        return filter;
    }

    private static void awaitTask(VpcClient client, String task) {
        var ask = new DescribeVpcTaskResultRequest();
        ask.setTaskId(task);
        await().until(() -> client.DescribeVpcTaskResult(ask).getStatus().equals("SUCCESS"));
    }

    private static void refusedByAws(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(Ec2Exception.class))
                .returns(code, refused -> refused.awsErrorDetails().errorCode());
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(TencentCloudSDKException.class))
                .returns(code, TencentCloudSDKException::getErrorCode);
    }
}
