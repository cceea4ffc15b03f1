package io.havip.agent;

import io.havip.vrrp.Cause;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Of which causes a test holds what {@code explain} says against a capture. {@link ExplainedPair} sees that each was told. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Explains {
    Cause[] value();
}
