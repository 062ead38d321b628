package io.footfall.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The value of a key in {@link Keyspace}. */
sealed interface Value {

    /** Returns an independent copy. */
    Value copy();

    /** Returns the value in the form of {@link KeyDump#value()}. */
    Object dump();

    /** A string. */
    record Text(String text) implements Value {
        @Override
        public Value copy() {
            return this;
        }

        @Override
        public Object dump() {
            return text;
        }
    }

    /** A hash. It keeps the order in which fields were added, so that a run can be repeated. */
    record Fields(Map<String, String> map) implements Value {
        Fields() {
            this(new LinkedHashMap<>());
        }

        @Override
        public Value copy() {
            return new Fields(new LinkedHashMap<>(map));
        }

        @Override
        public Object dump() {
            return new TreeMap<>(map);
        }
    }

    /** A set. */
    record Members(Set<String> set) implements Value {
        Members() {
            this(new HashSet<>());
        }

        @Override
        public Value copy() {
            return new Members(new HashSet<>(set));
        }

        @Override
        public Object dump() {
            return new TreeSet<>(set);
        }
    }

    /** A list, beginning with its head. */
    record Texts(Deque<String> list) implements Value {
        Texts() {
            this(new ArrayDeque<>());
        }

        @Override
        public Value copy() {
            return new Texts(new ArrayDeque<>(list));
        }

        @Override
        public Object dump() {
            return List.copyOf(list);
        }
    }

    /** A sorted set with few members and integer scores. */
    record Ranks(Map<String, Long> scores) implements Value {
        Ranks() {
            this(new HashMap<>());
        }

        @Override
        public Value copy() {
            return new Ranks(new HashMap<>(scores));
        }

        @Override
        public Object dump() {
            return new TreeMap<>(scores);
        }
    }
}
