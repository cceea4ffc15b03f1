package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeMapped;
import com.sun.jna.Platform;
import com.sun.jna.Structure;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodType;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a native executable is told of beforehand, against what the code does. */
class NativeMetadataTest {

    private static final String FOLDER = "/META-INF/native-image/io.havip/havip-gateway/";
    private static final JsonObject METADATA = read();
    private static final Set<String> PACKAGES = packages();

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

    /** Quarkus initialises classes when it builds, and addresses and native handles can't be carried over from there. */
    @Test
    void whatHoldsAddressesOrNativeHandlesIsInitialisedAtRunTime() {
        var listed = initialisedAtRunTime();
        assertThat(PACKAGES)
                .filteredOn(name -> !within(Set.of("io.havip.cli", "io.havip.console"), name))
                .isNotEmpty()
                .allMatch(name -> within(listed, name), "is listed, or a package above it is");
        assertThat(listed).contains("org.pcap4j", "com.sun.jna");
    }

    @Test
    void noPackageIsListedThatIsNotThere() {
        assertThat(initialisedAtRunTime()).allMatch(name -> !name.startsWith("io.havip") || PACKAGES.contains(name));
    }

    @Test
    void everyClassThatJnasLibraryLooksUpIsListed() throws IOException {
        assertThat(lookedUpByJna())
                .contains("com.sun.jna.Native", "java.lang.String")
                .allMatch(name -> listed(name).anyMatch(entry -> entry.getBoolean("jniAccessible", false)));
    }

    /** JNA makes structures and what is mapped to native types by reflection, and reads structures field by field. */
    @Test
    void everyTypeThatPcap4jMapsIsListed() {
        var mapped = new LinkedHashSet<Class<?>>();
        collect(type("org.pcap4j.core.NativeMappings"), mapped);
        collect(Structure.class, mapped);

        var structures = mapped.stream().filter(Structure.class::isAssignableFrom);
        var converted = mapped.stream()
                .filter(type -> NativeMapped.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers()));
        var called = mapped.stream().filter(type -> Callback.class.isAssignableFrom(type) && type.isInterface());
        var libraries = mapped.stream().filter(Library.class::isAssignableFrom).map(Class::getName);

        assertThat(mapped).map(Class::getName).contains("com.sun.jna.Structure$FFIType", "com.sun.jna.NativeLong");
        assertThat(structures.filter(type -> !Modifier.isAbstract(type.getModifiers())))
                .allMatch(type -> isListed(type, "allDeclaredConstructors")
                        && isListed(type, "allDeclaredFields")
                        && isListed(type, "allPublicFields"));
        assertThat(converted).allMatch(type -> isListed(type, "allDeclaredConstructors"));
        assertThat(called.filter(type -> type != Callback.class))
                .allMatch(type -> isListed(type, "allDeclaredMethods"));
        assertThat(libraries)
                .isNotEmpty()
                .allMatch(library -> objects(METADATA.getJsonArray("reflection"))
                        .anyMatch(entry -> entry.getValue("type") instanceof JsonObject proxy
                                && proxy.getJsonArray("proxy").contains(library)));
    }

    /** The type, those within it, and those that its fields and native methods have, and so on. */
    private static void collect(Class<?> type, Set<Class<?>> collected) {
        if (!type.getName().matches("(com\\.sun\\.jna|org\\.pcap4j\\.core\\.NativeMappings)\\b.*")
                || !collected.add(type)) {
            return;
        }
        Arrays.stream(type.getDeclaredClasses()).forEach(nested -> collect(nested, collected));
        if (Structure.class.isAssignableFrom(type)) {
            Arrays.stream(type.getFields()).forEach(field -> collect(field.getType(), collected));
        }
        Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isNative(method.getModifiers()) || type.isInterface())
                .flatMap(method ->
                        Stream.concat(Stream.of(method.getReturnType()), Arrays.stream(method.getParameterTypes())))
                .forEach(used -> collect(used, collected));
    }

    private static boolean isListed(Class<?> type, String what) {
        return listed(type.getName()).anyMatch(entry -> entry.getBoolean(what, false));
    }

    private static Stream<JsonObject> listed(String type) {
        return objects(METADATA.getJsonArray("reflection")).filter(entry -> type.equals(entry.getValue("type")));
    }

    /** Names of classes stand in it as C strings. */
    private static Set<String> lookedUpByJna() throws IOException {
        try (var library = Native.class.getResourceAsStream(Platform.RESOURCE_PREFIX + "/libjnidispatch.so")) {
            var strings = new String(library.readAllBytes(), StandardCharsets.ISO_8859_1);
            return Pattern.compile("(?<=\\x00)(com/sun/jna|java)/[\\w/$]+(?=\\x00)")
                    .matcher(strings)
                    .results()
                    .map(found -> found.group().replace('/', '.'))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> initialisedAtRunTime() {
        var properties = new Properties();
        try (var file = NativeMetadataTest.class.getResourceAsStream(FOLDER + "native-image.properties")) {
            properties.load(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Arrays.stream(properties.getProperty("Args").split(" "))
                .filter(argument -> argument.startsWith("--initialize-at-run-time="))
                .flatMap(argument -> Arrays.stream(
                        argument.substring(argument.indexOf('=') + 1).split(",")))
                .collect(Collectors.toSet());
    }

    /** As GraalVM understands a listed package: those beneath it belong to it. */
    private static boolean within(Set<String> listed, String name) {
        return listed.stream().anyMatch(above -> name.equals(above) || name.startsWith(above + "."));
    }

    private static Set<String> packages() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.havip").stream()
                        .map(JavaClass::getPackageName)
                        .collect(Collectors.toSet());
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
        try (var metadata = NativeMetadataTest.class.getResourceAsStream(FOLDER + "reachability-metadata.json")) {
            return new JsonObject(new String(metadata.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
