package io.havip.vrrp;

public sealed interface Action {
    record Placeholder() implements Action {}
}
