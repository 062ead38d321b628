package io.footfall.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/** A node of a YAML document. */
record Node(String path, Object value) {

    /** Returns the documents of a file, in their order. */
    static List<Node> documents(Path file) {
        return StreamSupport.stream(new Yaml().loadAll(text(file)).spliterator(), false)
                .map(document -> new Node("", document))
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the node at a path: field names, and indexes from 0 in lists, separated by dots. Fails if it does not
     * exist.
     */
    Node at(String below) {
        Node node = this;
        for (String name : below.split("\\.")) {
            node = node.child(name);
        }
        return node;
    }

    /** Returns the field with exactly this name, or the list item at this index. Fails if it does not exist. */
    Node child(String name) {
        Object child = value instanceof List<?> list ? list.get(Integer.parseInt(name)) : map().get(name);
        if (child == null) {
            throw new AssertionError("there is no " + path + "." + name);
        }
        return new Node(path + "." + name, child);
    }

    boolean has(String name) {
        return map().containsKey(name);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> map() {
        return (Map<String, Object>) value;
    }

    List<Node> items() {
        return ((List<?>) value).stream().map(item -> new Node(path, item)).toList();
    }

    String text() {
        return value.toString();
    }

    int number() {
        return ((Number) value).intValue();
    }
}
