"""Calls of both APIs, signed, for the lab itself and for scripts as guides have them. One call, no second try."""

import http.client
import json
import time
import urllib.parse

from signatures import AWS4, TC3, Request


class CallRefused(Exception):
    def __init__(self, code, message):
        super().__init__(f"{code}: {message}")
        self.code = code


def tencent(endpoint, key, action, asked, timeout=10, service="vpc", region="lab-1", now=None):
    """key: (id, secret, token or None). The response, without its frame."""
    stamp = str(int(now or time.time()))
    headers = {
        "content-type": "application/json; charset=utf-8",
        "host": endpoint,
        "x-tc-action": action,
        "x-tc-version": "2017-03-12",
        "x-tc-timestamp": stamp,
        "x-tc-region": region,
        **({"x-tc-token": key[2]} if key[2] else {}),
    }
    request = Request("POST", "/", "", headers, json.dumps(asked).encode())
    scope = [time.strftime("%Y-%m-%d", time.gmtime(int(stamp))), service]
    response = json.loads(send(endpoint, request, TC3.authorization(request, key[0], key[1], stamp, scope), timeout))["Response"]
    if "Error" in response:
        raise CallRefused(response["Error"]["Code"], response["Error"]["Message"])
    return response


def aws(endpoint, key, action, asked, timeout=10, region="lab-1", now=None):
    """The answer's XML."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(now or time.time()))
    body = urllib.parse.urlencode({"Action": action, "Version": "2016-11-15", **asked}).encode()
    headers = {
        "content-type": "application/x-www-form-urlencoded; charset=utf-8",
        "host": endpoint,
        "x-amz-date": stamp,
        **({"x-amz-security-token": key[2]} if key[2] else {}),
    }
    request = Request("POST", "/", "", headers, body)
    text = send(endpoint, request, AWS4.authorization(request, key[0], key[1], stamp, [stamp[:8], region, "ec2"]), timeout).decode()
    if "<Errors>" in text:
        raise CallRefused(text.split("<Code>")[1].split("<")[0], text.split("<Message>")[1].split("<")[0])
    return text


def send(endpoint, request, authorization, timeout):
    connection = http.client.HTTPConnection(endpoint, timeout=timeout)
    try:
        connection.request(request.method, request.path, request.body, {**request.headers, "authorization": authorization})
        return connection.getresponse().read()
    finally:
        connection.close()


def desk(endpoint, method, path, asked=None):
    connection = http.client.HTTPConnection(endpoint, timeout=10)
    try:
        connection.request(method, path, json.dumps(asked).encode() if asked is not None else None)
        response = connection.getresponse()
        text = response.read()
        if response.status != 200:
            raise CallRefused(str(response.status), text.decode())
        return json.loads(text)
    finally:
        connection.close()
