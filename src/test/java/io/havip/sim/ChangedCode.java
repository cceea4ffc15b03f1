package io.havip.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The project's classes once more, one of their sources changed: nothing of it is shared with the classes as they are. */
public final class ChangedCode extends ClassLoader {
    private static final String OURS = "io.havip.";

    private final Map<String, byte[]> changed;

    private ChangedCode(Map<String, byte[]> changed) {
        super(ChangedCode.class.getClassLoader());
        this.changed = changed;
    }

    /**
     * @param file the source that is changed
     * @param text what it says now
     * @throws IllegalArgumentException if that does not compile
     */
    public static ChangedCode of(Path file, String text) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var log = new StringWriter();
        var options = List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path"));
        try (var classes = new Classes(compiler.getStandardFileManager(null, null, null))) {
            var source = new Source(file, text);
            if (!compiler.getTask(log, classes, null, options, null, List.of(source))
                    .call()) {
                throw new IllegalArgumentException(log.toString());
            }
            return new ChangedCode(classes.bytes());
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            var known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = changed.containsKey(name) ? changed.get(name) : asItIs(name);
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] asItIs(String name) throws ClassNotFoundException {
        try (var file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(Path file, String text) {
            super(file.toUri(), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps what is compiled in memory. */
    private static final class Classes extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

        Classes(StandardJavaFileManager files) {
            super(files);
        }

        Map<String, byte[]> bytes() {
            var bytes = new HashMap<String, byte[]>();
            compiled.forEach((name, written) -> bytes.put(name, written.toByteArray()));
            return bytes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                JavaFileManager.Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    compiled.put(name, bytes);
                    return bytes;
                }
            };
        }
    }
}
