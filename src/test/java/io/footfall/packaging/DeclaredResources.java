package io.footfall.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * A class loader that finds only the resources that {@code quarkus.native.resources.includes} declares for a native
 * executable. It finds no service files either.
 */
final class DeclaredResources extends ClassLoader {

    private final List<String> patterns;

    DeclaredResources(ClassLoader parent, List<String> patterns) {
        super(parent);
        this.patterns = patterns;
    }

    static List<String> patterns() {
        return List.of(
                ShippedSettings.value("quarkus.native.resources.includes").split(","));
    }

    private boolean contain(String file) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, file));
    }

    static boolean matches(String pattern, String file) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern.trim()).matches(Path.of(file));
    }

    @Override
    public URL getResource(String name) {
        return contain(name) ? super.getResource(name) : null;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        return contain(name) ? super.getResources(name) : Collections.emptyEnumeration();
    }

    @Override
    public InputStream getResourceAsStream(String name) {
        return contain(name) ? super.getResourceAsStream(name) : null;
    }
}
