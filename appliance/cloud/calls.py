"""What the two wires share: who calls, what may be called, and a call's way from its request to its reply."""

import time
from dataclasses import dataclass

from signatures import Unsigned
from vpc import Refused

CALLS_PER_SECOND, CALLS_AT_ONCE = 20, 50


class Failure(Exception):
    """A call's end with a provider's code."""

    def __init__(self, code, message, status=400):
        super().__init__(message)
        self.code, self.status = code, status


@dataclass(frozen=True)
class Key:
    id: str
    secret: str
    role: str
    token: str | None = None
    ends: float = float("inf")


class Keys:
    """The long-lived ones of the world, and those that instances get of their metadata service."""

    SECONDS = 3600
    BEFORE_SECONDS = 600  # that long before the end there is a new one

    def __init__(self, world, now=time.time):
        self.now, self.roles = now, world["roles"]
        self.keys = {id: Key(id, each["secret"], each["role"]) for id, each in world["keys"].items()}
        self.newest: dict[tuple, Key] = {}

    def secret(self, id):
        key = self.keys.get(id)
        return key.secret if key else None

    def of_instance(self, instance, role, prefix) -> Key:
        key = self.newest.get((instance, prefix))
        if not key or key.ends - self.now() < self.BEFORE_SECONDS:
            number = len(self.keys)
            key = Key(
                f"{prefix}{instance.upper()}{number}",
                f"secret-{instance}-{number}",
                role,
                f"token-{instance}-{number}",
                self.now() + self.SECONDS,
            )
            self.newest[instance, prefix] = self.keys[key.id] = key
        return key

    def admit(self, id, token):
        """Whether a key that has signed may be used now."""
        key = self.keys[id]
        if key.token != token:
            raise Unsigned("token", "this key needs its token" if key.token else "this key has no token")
        if key.ends < self.now():
            raise Unsigned("token", "the key has run out")
        return key.role

    def permits(self, role, action):
        return self.roles[role] == "*" or action in self.roles[role]


class Bucket:
    """So many calls a second of one action, and so many at once; both clouds refuse what is beyond."""

    def __init__(self, calls_per_second, at_once, now):
        self.rate, self.most, self.now = calls_per_second, at_once, now
        self.left: dict[str, tuple[float, float]] = {}

    def take(self, action):
        left, since = self.left.get(action, (self.most, self.now()))
        left = min(self.most, left + (self.now() - since) * self.rate)
        self.left[action] = (left - 1 if left >= 1 else left, self.now())
        return left >= 1


@dataclass(frozen=True)
class Reply:
    status: int
    kind: str  # the content type
    body: bytes


class Api:
    """Takes calls of one wire: signature, permission, faults, then the action, with the lock; and writes each down."""

    def __init__(self, wire, keys, faults, record, lock, now=time.time):
        self.wire, self.keys, self.faults, self.record, self.lock, self.now = wire, keys, faults, record, lock, now
        self.bucket = Bucket(CALLS_PER_SECOND, CALLS_AT_ONCE, now)

    def answer(self, request, sender, number) -> Reply | None:
        """None: there is no reply. The number names the call in the record and in the reply."""
        action = "?"
        try:
            action, parameters = self.wire.read(request)
            change = action in self.wire.changes
            id = self.wire.scheme.verify(request, self.keys.secret, self.now())
            role = self.keys.admit(id, self.wire.token(request))
            self.record.add(
                "call",
                call=number,
                wire=self.wire.name,
                action=action,
                change=change,
                sender=sender,
                what=self.wire.told(parameters),
            )
            with self.lock:
                if not self.bucket.take(action):
                    raise self.wire.refusal("RequestLimitExceeded")
            fault = self.faults.take(action, change, sender)
            if fault and fault.how == "down":
                self.faults.wait_mended(fault)
                return self.end(number, "unanswered")
            if fault and fault.how == "refuse":
                raise self.wire.refusal(fault.code)
            if fault:
                time.sleep(fault.seconds)
            if action not in self.wire.actions:
                raise self.wire.unknown(action)
            if not self.keys.permits(role, action):
                raise self.wire.forbidden(action)
            with self.lock:
                result = self.wire.actions[action](parameters, sender or "?", number)
            self.end(number, "done", late=fault.seconds if fault else 0)
            return None if fault and fault.how == "lose-reply" else self.wire.reply(action, result, number)
        except (Failure, Refused, Unsigned, KeyError) as reason:
            if isinstance(reason, KeyError):
                reason = Failure("MissingParameter", f"The request must contain the parameter {reason.args[0]}")
            failure = self.wire.failure(reason)
            self.end(number, failure.code, action=action, sender=sender, message=str(reason))
            return self.wire.refused(failure, number)

    def end(self, number, outcome, **facts):
        self.record.add("answer", call=number, outcome=outcome, **facts)
