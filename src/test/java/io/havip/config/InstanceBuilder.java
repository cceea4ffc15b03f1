package io.havip.config;

import io.havip.announce.AnnouncementSettings;
import io.havip.config.options.AddressOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.Section;
import io.havip.config.options.Settings;
import io.havip.config.options.VirtualMacs;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.config.text.Source;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.ProcessSettings;
import io.havip.linux.Network;
import io.havip.programs.ScriptSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes the settings of an instance, or of what it follows, for a test: what the table of options makes of what is said here,
 * and of what is not, by its defaults. Whether the options fit together is not asked.
 */
public final class InstanceBuilder {
    private static final Place HERE = new Source("test", "").start();

    private final Settings options;

    private InstanceBuilder(Settings options) {
        this.options = options;
    }

    public static InstanceBuilder instance(String name, String interfaceName, int vrid) {
        return in(Settings.root(GatewayOptions.SECTION, HERE), name, interfaceName, vrid);
    }

    /** One of a keepalived.conf, with keepalived's defaults. */
    public static InstanceBuilder keepalivedInstance(String name, String interfaceName, int vrid) {
        return in(Settings.rootAsKeepalived(GatewayOptions.SECTION, HERE), name, interfaceName, vrid);
    }

    private static InstanceBuilder in(Settings root, String name, String interfaceName, int vrid) {
        return new InstanceBuilder(root.beneath(InstanceOptions.SECTION, HERE))
                .with(InstanceOptions.NAME, name)
                .with(InstanceOptions.INTERFACE, interfaceName)
                .with(VirtualRouterOptions.VRID, vrid);
    }

    /**
     * An address of an instance on eth0, by what is said of it besides.
     *
     * @param written as in {@link #addresses}
     */
    public static VirtualAddress address(String written, Consumer<InstanceBuilder> said) {
        var instance = instance("VI_1", "eth0", 51).addresses(List.of(written));
        said.accept(new InstanceBuilder(
                instance.options.items(InstanceOptions.ADDRESSES).getFirst()));
        return instance.build().moving().addresses().getFirst();
    }

    /** When and how often addresses are announced, by what is said of it. */
    public static AnnouncementSettings announcements(Consumer<InstanceBuilder> said) {
        return instance("VI_1", "eth0", 51)
                .addresses(List.of("192.0.2.1"))
                .in(InstanceOptions.ANNOUNCE, said)
                .build()
                .moving()
                .announcements();
    }

    /** How HAProxy is found and checked, by what is said of it. */
    public static HaproxySettings haproxy(Consumer<InstanceBuilder> said) {
        return HaproxyOptions.settings(section(HaproxyOptions.SECTION, said), new Problems());
    }

    /** A check script, likewise. */
    public static ScriptSettings script(String name, List<String> command, Consumer<InstanceBuilder> said) {
        return Script.settings(section(
                        Script.SECTION,
                        said.andThen(
                                script -> script.with(Script.NAME, name).withAll(ProgramOptions.COMMAND, command))))
                .orElseThrow()
                .value();
    }

    /** Processes that have to run, likewise. */
    public static ProcessSettings process(String name, List<String> command, Consumer<InstanceBuilder> said) {
        var options = section(
                Process.SECTION,
                said.andThen(process -> process.with(Process.NAME, name).withAll(Process.COMMAND, command)));
        return Process.settings(options, new Problems()).orElseThrow().value();
    }

    private static Settings section(Section section, Consumer<InstanceBuilder> said) {
        var options = Settings.root(section, HERE);
        said.accept(new InstanceBuilder(options));
        return options;
    }

    public <T> InstanceBuilder with(Option<T> option, T value) {
        options.put(option, here(value));
        return this;
    }

    public <T> InstanceBuilder withAll(Option<List<Located<T>>> option, List<T> values) {
        values.forEach(value -> options.add(option, here(value)));
        return this;
    }

    /** Options of a section in this one. */
    public InstanceBuilder in(Option<Settings> option, Consumer<InstanceBuilder> inner) {
        inner.accept(new InstanceBuilder(options.open(option, HERE)));
        return this;
    }

    /** Those of one more item of a list. */
    public InstanceBuilder item(Option<List<Located<Settings>>> option, Consumer<InstanceBuilder> inner) {
        var settings = options.beneath(option.section().orElseThrow(), HERE);
        inner.accept(new InstanceBuilder(settings));
        options.add(option, here(settings));
        return this;
    }

    /** Those of one more name. */
    public InstanceBuilder named(Option<List<Settings>> option, String name, Consumer<InstanceBuilder> inner) {
        var settings = options.named(option.section().orElseThrow(), here(name));
        inner.accept(new InstanceBuilder(settings));
        options.put(option, here(append(options.find(option).orElse(List.of()), settings)));
        return this;
    }

    private static List<Settings> append(List<Settings> former, Settings next) {
        return Stream.concat(former.stream(), Stream.of(next)).toList();
    }

    /** @param addresses {@code ADDRESS/PREFIX} or {@code ADDRESS peer ADDRESS/PREFIX}, each maybe with {@code dev INTERFACE} */
    public InstanceBuilder addresses(List<String> addresses) {
        for (String written : addresses) {
            var place = written.split(" dev ");
            var ends = place[0].split(" peer ");
            item(InstanceOptions.ADDRESSES, address -> {
                Arrays.stream(place).skip(1).forEach(name -> address.with(AddressOptions.INTERFACE, name));
                address.with(AddressOptions.ADDRESS, network(ends[0]));
                Arrays.stream(ends).skip(1).forEach(peer -> address.with(AddressOptions.PEER, network(peer)));
            });
        }
        return this;
    }

    private static Network network(String text) {
        return new Scalars(new Problems()).network(here(text)).orElseThrow().value();
    }

    private static <T> Located<T> here(T value) {
        return new Located<>(value, HERE);
    }

    public InstanceSettings build() {
        new VirtualMacs(VirtualMacs.PREFIX, VirtualMacs.PREFIX).complete(options);
        return InstanceComposition.of(options, new Problems()).settings(Map.of());
    }
}
