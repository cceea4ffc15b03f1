package io.havip.testing;

import java.lang.reflect.Proxy;

/** Stands in for an interface of which a test needs a few methods. */
@FunctionalInterface
public interface Answering {
    Object to(String method, Object[] arguments);

    static <T> T as(Class<T> type, Answering answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (_, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
