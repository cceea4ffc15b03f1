package io.havip.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** What clouds' APIs answer. */
final class CloudAnswers {
    private CloudAnswers() {}

    static Stream<byte[]> tencent() {
        return bytes("""
                {"Response": {"HaVipSet": [{"HaVipId": "havip-1", "Vip": "10.0.0.100", "SubnetId": "subnet-1",
                  "InstanceId": "ins-1", "CheckAssociate": true, "HaVipAssociationSet": [{"InstanceId": "ins-1"}]}]}}""", """
                {"Response": {"NetworkInterfaceSet": [{"NetworkInterfaceId": "eni-1", "Attachment": {"InstanceId": "ins-1"},
                  "PrivateIpAddressSet": [{"PrivateIpAddress": "10.0.0.100", "Primary": false}]}], "Status": "SUCCESS"}}""", """
                {"Response": {"Error": {"Code": "AuthFailure.SignatureExpire", "Message": "expired"}, "RequestId": "r"}}""", """
                {"TmpSecretId": "AKID", "TmpSecretKey": "key", "Token": "token", "ExpiredTime": 1600000000, "Code": "Success"}""");
    }

    static Stream<byte[]> ec2() {
        return bytes("""
                <?xml version="1.0" encoding="UTF-8"?>
                <r xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><networkInterfaceSet><item>
                <networkInterfaceId>eni-1</networkInterfaceId><attachment><instanceId>i-1</instanceId></attachment>
                <privateIpAddressesSet><item><privateIpAddress>10.0.0.100</privateIpAddress><primary>false</primary></item>
                </privateIpAddressesSet></item></networkInterfaceSet></r>""", """
                <r><addressesSet><item><publicIp>203.0.113.5</publicIp><allocationId>e</allocationId></item></addressesSet>
                <routeTableSet><item><routeSet><item><destinationCidrBlock>10.0.0.100/32</destinationCidrBlock>
                <networkInterfaceId>eni-1</networkInterfaceId><state>active</state></item></routeSet></item></routeTableSet></r>""", """
                <!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]><r>&a;<![CDATA[x]]></r>""", """
                <Response><Errors><Error><Code>AuthFailure</Code><Message>no</Message></Error></Errors></Response>""", """
                {"AccessKeyId": "AKIA", "SecretAccessKey": "key", "Token": "t", "Expiration": "2030-01-01T00:00:00Z"}""");
    }

    private static Stream<byte[]> bytes(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8));
    }
}
