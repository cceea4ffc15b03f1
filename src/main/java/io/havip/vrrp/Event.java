package io.havip.vrrp;

public sealed interface Event {
    record Placeholder() implements Event {}
}
