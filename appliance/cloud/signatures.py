"""The two vendors' signatures: TC3-HMAC-SHA256 and AWS4-HMAC-SHA256, made and verified.

https://cloud.tencent.com/document/api/213/30654
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import calendar
import hashlib
import hmac
import re
import time
import urllib.parse
from dataclasses import dataclass


class Unsigned(Exception):
    """A call whose signature is not what it has to be. kind: missing, key, wrong, clock."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True)
class Request:
    """The header names are in lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Scheme:
    algorithm: str
    start: str  # of the secret in the first key
    end: str  # of the scope
    region: bool  # in the scope
    clock_seconds: int

    def key(self, secret, *scope):
        key = (self.start + secret).encode()
        for word in (*scope, self.end):
            key = sign(key, word)
        return key

    def canonical(self, request: Request, signed: list[str]) -> str:
        """A TC3 query is signed as it is; that of AWS in the order of its names, each encoded."""
        query = request.query
        if self.region:
            pairs = sorted((quote(name), quote(value)) for name, value in urllib.parse.parse_qsl(query, keep_blank_values=True))
            query = "&".join(f"{name}={value}" for name, value in pairs)
        headers = ""
        for name in signed:
            value = re.sub(" +", " ", request.headers[name].strip())
            headers += f"{name}:{value if self.region else value.lower()}\n"
        digest = hashlib.sha256(request.body).hexdigest()
        return "\n".join([request.method, request.path or "/", query, headers, ";".join(signed), digest])

    def signature(self, request, signed, secret, stamp, scope):
        text = "\n".join([self.algorithm, stamp, "/".join([*scope, self.end]), sha256(self.canonical(request, signed))])
        return sign(self.key(secret, *scope), text).hex()

    def verify(self, request: Request, secrets, now):
        """The key's id, once the signature has been found right. secrets: a key's id to its secret, or None."""
        header = request.headers.get("authorization", "")
        found = re.fullmatch(rf"{self.algorithm} Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)", header)
        if not found:
            raise Unsigned("missing", f"no {self.algorithm} authorization")
        id, *scope = found[1].split("/")
        secret = secrets(id)
        if secret is None:
            raise Unsigned("key", f"no such key: {id}")
        if len(scope) != (4 if self.region else 3) or scope[-1] != self.end:
            raise Unsigned("wrong", f"the scope {'/'.join(scope)} is not what it has to be")
        signed = found[2].split(";")
        if lacking := [name for name in signed if name not in request.headers]:
            raise Unsigned("wrong", f"signed, and not sent: {lacking}")
        if not {"host"} <= set(signed):
            raise Unsigned("wrong", "the host is not signed")
        stamp, seconds, date = self.time(request)
        if date != scope[0]:
            raise Unsigned("wrong", f"the scope's date is not that of {stamp}")
        if abs(seconds - now) > self.clock_seconds:
            raise Unsigned("clock", f"signed {seconds - now:+.0f} seconds from now")
        if not hmac.compare_digest(self.signature(request, signed, secret, stamp, scope[:-1]), found[3]):
            raise Unsigned("wrong", "the signature does not match")
        return id

    def time(self, request):
        """As it is signed, in seconds, and its date."""
        try:
            if self.region:
                stamp = request.headers["x-amz-date"]
                return stamp, calendar.timegm(time.strptime(stamp, "%Y%m%dT%H%M%SZ")), stamp[:8]
            stamp = request.headers["x-tc-timestamp"]
            return stamp, int(stamp), time.strftime("%Y-%m-%d", time.gmtime(int(stamp)))
        except (KeyError, ValueError):
            raise Unsigned("missing", "no time, or none that can be read") from None

    def authorization(self, request, id, secret, stamp, scope):
        """For a client: signs the content type and the host, and of AWS whatever else there is."""
        signed = sorted(request.headers) if self.region else ["content-type", "host"]
        signature = self.signature(request, signed, secret, stamp, scope)
        return (
            f"{self.algorithm} Credential={id}/{'/'.join([*scope, self.end])}, "
            f"SignedHeaders={';'.join(signed)}, Signature={signature}"
        )


TC3 = Scheme("TC3-HMAC-SHA256", "TC3", "tc3_request", False, 300)
AWS4 = Scheme("AWS4-HMAC-SHA256", "AWS4", "aws4_request", True, 300)


def sign(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def quote(text):
    return urllib.parse.quote(text, safe="-_.~")
