package io.havip.observe;

/** Every metric. */
public final class Meters {}
