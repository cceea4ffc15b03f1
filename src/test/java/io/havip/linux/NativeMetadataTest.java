package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a native executable is told of beforehand, against what the code does. */
class NativeMetadataTest {

    private static final JsonObject METADATA = read();

    @Test
    void everyCallOfTheCLibraryIsListedAndNoOther() {
        var listed = objects(METADATA.getJsonObject("foreign").getJsonArray("downcalls"))
                .map(NativeMetadataTest::callType);
        var called = Arrays.stream(LibcFunction.values())
                .map(function -> function.descriptor().toMethodType());

        assertThat(listed)
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(called.distinct().toList());
    }

    @Test
    void everyListedCallCapturesErrno() {
        assertThat(objects(METADATA.getJsonObject("foreign").getJsonArray("downcalls")))
                .allSatisfy(downcall -> assertThat(downcall.getJsonObject("options"))
                        .isEqualTo(new JsonObject().put("captureCallState", true)));
    }

    @Test
    void everyListedTypeHasWhatIsListedOfIt() {
        assertThat(objects(METADATA.getJsonArray("reflection"))).allSatisfy(entry -> {
            if (entry.getValue("type") instanceof JsonObject proxy) {
                assertThat(type(proxy.getJsonArray("proxy").getString(0))).isInterface();
                return;
            }
            var type = type(entry.getString("type"));
            var fields =
                    Arrays.stream(type.getDeclaredFields()).map(Field::getName).toList();
            assertThat(fields)
                    .containsAll(objects(entry.getJsonArray("fields", new JsonArray()))
                            .map(field -> field.getString("name"))
                            .toList());
            var methods = Stream.concat(
                            Arrays.stream(type.getDeclaredMethods()).map(method -> signature(method.getName(), method)),
                            Arrays.stream(type.getDeclaredConstructors())
                                    .map(constructor -> signature("<init>", constructor)))
                    .toList();
            assertThat(methods)
                    .containsAll(objects(entry.getJsonArray("methods", new JsonArray()))
                            .map(NativeMetadataTest::signature)
                            .toList());
        });
    }

    private static MethodType callType(JsonObject downcall) {
        return FunctionDescriptor.of(
                        layout(downcall.getString("returnType")),
                        downcall.getJsonArray("parameterTypes").stream()
                                .map(name -> layout((String) name))
                                .toArray(MemoryLayout[]::new))
                .toMethodType();
    }

    private static MemoryLayout layout(String canonicalName) {
        return Linker.nativeLinker().canonicalLayouts().get(canonicalName);
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, NativeMetadataTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static String signature(String name, Executable executable) {
        return name
                + Arrays.stream(executable.getParameterTypes())
                        .map(Class::getTypeName)
                        .toList();
    }

    private static String signature(JsonObject method) {
        return method.getString("name")
                + method.getJsonArray("parameterTypes").stream().toList();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    private static JsonObject read() {
        var path = "/META-INF/native-image/io.havip/havip-gateway/reachability-metadata.json";
        try (var metadata = NativeMetadataTest.class.getResourceAsStream(path)) {
            return new JsonObject(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
