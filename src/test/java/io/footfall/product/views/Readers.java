package io.footfall.product.views;

import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What simulated readers were told, and therefore how many views there have to be. An item that is deleted and created again begins another life: even
 * numbers are lives, odd ones the time in between.
 */
final class Readers {

    /** Who viewed which life of what in which window. */
    record Viewing(int item, int life, int viewer, String window) {}

    /** A view that is not answered yet: of an item, and of its story where that counts too. */
    static final class Sent {
        private final SimulatedReplica replica;
        private final List<Viewing> viewings;
        private final long highest;

        private Sent(SimulatedReplica replica, List<Viewing> viewings, long highest) {
            this.replica = replica;
            this.viewings = viewings;
            this.highest = highest;
        }
    }

    private final int[] lives;
    private final Set<Sent> sent = new HashSet<>();
    private final Set<Viewing> counted = new HashSet<>();
    private final Set<Viewing> unclear = new HashSet<>();
    private final Map<Viewing, Integer> timesInRedis = new HashMap<>();
    private final Map<SimulatedReplica, Long> ofReplicas = new HashMap<>();
    private final Map<List<Integer>, Long> highest = new HashMap<>();
    private int firstViews;
    private long neverReported;

    Readers(int items) {
        lives = new int[items];
    }

    /** Whether an item is there, and not deleted and about to be created again. */
    boolean isThere(int item) {
        return lives[item] % 2 == 0;
    }

    /** An item was deleted, or created again and cleared of what was there before. */
    void turn(int item) {
        lives[item]++;
    }

    /** A view leaves for a replica. */
    Sent send(SimulatedReplica replica, int viewer, int... items) {
        List<Viewing> viewings = new ArrayList<>();
        for (int item : items) {
            viewings.add(new Viewing(item, lives[item], viewer, replica.window()));
        }
        Sent view = new Sent(replica, viewings, highest.getOrDefault(lifeOf(items[0]), 0L));
        sent.add(view);
        return view;
    }

    private List<Integer> lifeOf(int item) {
        return List.of(item, lives[item]);
    }

    boolean areAnswered() {
        return sent.isEmpty();
    }

    int unanswered() {
        return sent.size();
    }

    /**
     * A view was answered.
     *
     * @param storyIsKnown whether it certainly counted for the chapter's story too
     * @return false where the item was told to have more views before it was sent
     */
    boolean answered(Sent view, Outcome outcome, boolean storyIsKnown) {
        if (!sent.remove(view)) {
            return true;
        }
        for (Viewing viewing : view.viewings) {
            boolean isCertain = storyIsKnown || viewing.equals(view.viewings.get(0));
            if (isCertain && isOfThisLife(viewing)) {
                counted.add(viewing);
            } else {
                unclear.add(inThisLife(viewing));
            }
        }
        Viewing viewing = view.viewings.get(0);
        if (!isOfThisLife(viewing)) {
            return true;
        }
        if (outcome instanceof Outcome.Counted) {
            firstViews++;
            if (outcome.source() == Source.REDIS) {
                timesInRedis.merge(viewing, 1, Integer::sum);
                ofReplicas.merge(view.replica, 1L, Long::sum);
            }
        }
        highest.merge(lifeOf(viewing.item()), outcome.total().views(), Math::max);
        return outcome.total().views() >= view.highest;
    }

    /** Nobody knows whether it counted. */
    void failed(Sent view) {
        if (sent.remove(view)) {
            view.viewings.forEach(viewing -> unclear.add(inThisLife(viewing)));
        }
    }

    /** A replica was killed. What it counted since its last report, two seconds before at most, and Redis then loses, is lost without a report. */
    void killed(SimulatedReplica replica) {
        List.copyOf(sent).stream().filter(view -> view.replica == replica).forEach(this::failed);
        neverReported += ofReplicas.getOrDefault(replica, 0L);
    }

    private boolean isOfThisLife(Viewing viewing) {
        return isThere(viewing.item()) && viewing.life() == lives[viewing.item()];
    }

    /** It may have counted for this life, or for the one that is about to begin. */
    private Viewing inThisLife(Viewing viewing) {
        int life = lives[viewing.item()];
        return new Viewing(viewing.item(), life + life % 2, viewing.viewer(), viewing.window());
    }

    /** Viewers, each once for a window, who were told that they were counted, now or before. */
    long counted(int item) {
        return counted.stream().filter(viewing -> isOf(viewing, item)).count();
    }

    /** The same with those of whom nobody knows. */
    long atMost(int item) {
        Set<Viewing> all = new HashSet<>(counted);
        all.addAll(unclear);
        return all.stream().filter(viewing -> isOf(viewing, item)).count();
    }

    private boolean isOf(Viewing viewing, int item) {
        return viewing.item() == item && viewing.life() == lives[item];
    }

    /** Views of which Redis told more than one that it was the first. */
    List<Viewing> countedTwice() {
        return timesInRedis.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** How many views may be missing in a report of what Redis lost. */
    long mayBeUnreported() {
        return unclear.size() + neverReported;
    }

    /** How many views were answered as first ones. */
    int firstViews() {
        return firstViews;
    }
}
