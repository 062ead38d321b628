package io.footfall.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Compares what a model did with what a real server did. The two clocks differ. Values that depend on the clock (the
 * time of a reply, fencing tokens, places in a queue, expiry times that were given as a duration) count as equal where
 * they are less than a minute apart. Callers must not use two durations that are less than a minute apart.
 */
final class ModelComparison {

    private static final long A_MINUTE = 60_000;
    private static final long MICROS = 1_000;

    /** Smaller numbers are totals or views, not times: they must be equal. */
    private static final long LEAST_MILLIS = 1_000_000;

    private static final long LEAST_MICROS = 1_000_000_000_000_000L;
    private static final Set<Long> GIVEN = Set.of(RandomSequence.SOON, RandomSequence.LATER);
    private static final Set<String> UNORDERED = Set.of("HGETALL", "HSCAN");

    private ModelComparison() {}

    static boolean ofAnswers(Step step, Object real) {
        if (step.refusal() != null || real instanceof RedisModel.Refusal) {
            return real instanceof RedisModel.Refusal refusal
                    && refusal.getMessage().equals(step.refusal());
        }
        if (step.told().startsWith("server-of")) {
            return real.toString().length() == step.answer().toString().length();
        }
        return UNORDERED.contains(step.command().get(0))
                ? sorted(step.answer()).equals(sorted(real))
                : alike(step.answer(), real);
    }

    /** Returns the field-value pairs of a hash in a fixed order, because Redis returns them in any order. */
    private static Object sorted(Object answer) {
        List<?> flat = (List<?>) answer;
        if (flat.size() == 2 && flat.get(1) instanceof List<?> page) {
            return List.of(flat.get(0), sorted(page));
        }
        Set<String> pairs = new TreeSet<>();
        for (int i = 0; i < flat.size(); i += 2) {
            pairs.add(flat.get(i) + "=" + flat.get(i + 1));
        }
        return pairs;
    }

    private static boolean alike(Object model, Object real) {
        if (model == null || real == null) {
            return model == real;
        }
        if (model instanceof List<?> ours && real instanceof List<?> theirs) {
            return ours.size() == theirs.size() && allAlike(ours, theirs);
        }
        if (model instanceof Map<?, ?> ours && real instanceof Map<?, ?> theirs) {
            return ours.keySet().equals(theirs.keySet())
                    && allAlike(new ArrayList<>(ours.values()), new ArrayList<>(theirs.values()));
        }
        return model.equals(real) || model.getClass() == real.getClass() && near(model.toString(), real.toString());
    }

    private static boolean allAlike(List<?> ours, List<?> theirs) {
        for (int i = 0; i < ours.size(); i++) {
            if (!alike(ours.get(i), theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean near(String model, String real) {
        try {
            return near(Long.parseLong(model), Long.parseLong(real));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean near(long model, long real) {
        if (model >= LEAST_MICROS) {
            return Math.abs(model - real) < A_MINUTE * MICROS;
        }
        return model > LEAST_MILLIS && Math.abs(model - real) < A_MINUTE;
    }

    /** Describes each key whose content differs. */
    static List<String> differences(SortedMap<String, Object> model, SortedMap<String, Object> real) {
        Set<String> keys = new TreeSet<>(model.keySet());
        keys.addAll(real.keySet());
        List<String> differences = new ArrayList<>();
        for (String key : keys) {
            KeyDump ours = (KeyDump) model.get(key);
            KeyDump theirs = (KeyDump) real.get(key);
            if (ours == null || theirs == null || !sameHeld(key, ours, theirs)) {
                differences.add(key + ": the model holds " + ours + ", Redis " + theirs);
            }
        }
        return differences;
    }

    private static boolean sameHeld(String key, KeyDump model, KeyDump real) {
        return (model.value().equals(real.value()) || key.startsWith(RandomLocks.LOCK) && alikeOfLock(key, model, real))
                && sameExpiry(model.expiresAt(), real.expiresAt());
    }

    private static boolean alikeOfLock(String key, KeyDump model, KeyDump real) {
        return alike(model.value(), real.value())
                && (!key.endsWith(":queue") || queue(model).equals(queue(real)));
    }

    private static List<?> queue(KeyDump keyDump) {
        return ((Map<?, ?>) keyDump.value())
                .entrySet().stream()
                        .sorted((a, b) -> Long.compare((Long) a.getValue(), (Long) b.getValue()))
                        .map(Map.Entry::getKey)
                        .toList();
    }

    private static boolean sameExpiry(Long model, Long real) {
        if (model == null || real == null || GIVEN.contains(model)) {
            return model == null ? real == null : model.equals(real);
        }
        return Math.abs(model - real) < A_MINUTE;
    }

    /** Compares published messages. The totals within one message may come in any order. */
    static boolean ofMessages(List<String> model, List<String> real) {
        if (model.size() != real.size()) {
            return false;
        }
        for (int i = 0; i < model.size(); i++) {
            if (!parts(model.get(i)).equals(parts(real.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** Splits a message into the channel and the sender, its number of words, and its pairs of an item and a total. */
    private static List<Object> parts(String message) {
        String[] words = message.split(" ");
        Set<String> pairs = new TreeSet<>();
        for (int i = 2; i + 1 < words.length; i += 2) {
            pairs.add(words[i] + "=" + words[i + 1]);
        }
        return List.of(Arrays.asList(words).subList(0, 2), words.length, pairs);
    }
}
