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
 * The replies that simulated readers received, and the bounds of the number of views that follow from them. Each
 * deletion and each creation of an item begins another life: even numbers are lives, odd numbers are the times in
 * between.
 */
final class ExpectedViews {

    /** A view: the item, its life, the viewer and the dedup window. */
    record Viewing(int item, int life, int viewer, String window) {}

    /** A view without a reply yet: of an item, and of its stories where it may count for them too. */
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

    ExpectedViews(int items) {
        lives = new int[items];
    }

    /** Whether the item exists: it is not deleted and about to be created again. */
    boolean isThere(int item) {
        return lives[item] % 2 == 0;
    }

    /**
     * Begins the next life, after a deletion, or after a creation once the data of the deleted incarnation is removed.
     */
    void turn(int item) {
        lives[item]++;
    }

    /** Records that a view is sent to a replica. */
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
     * Records the reply to a view.
     *
     * @param storyIsKnown whether the view certainly counted for the chapter's story too
     * @return false where an earlier reply had already reported more views of the item before this view was sent
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

    /** Records that a view failed: it may or may not have counted. */
    void failed(Sent view) {
        if (sent.remove(view)) {
            view.viewings.forEach(viewing -> unclear.add(inThisLife(viewing)));
        }
    }

    /**
     * Records that a replica was killed. The first views since its last report, at most two seconds before, were not
     * reported. Where Redis loses them, too, the loss is not reported.
     */
    void killed(SimulatedReplica replica) {
        List.copyOf(sent).stream().filter(view -> view.replica == replica).forEach(this::failed);
        neverReported += ofReplicas.getOrDefault(replica, 0L);
    }

    private boolean isOfThisLife(Viewing viewing) {
        return isThere(viewing.item()) && viewing.life() == lives[viewing.item()];
    }

    /** The view may have counted for the item's current life, or for the next one where the item is deleted. */
    private Viewing inThisLife(Viewing viewing) {
        int life = lives[viewing.item()];
        return new Viewing(viewing.item(), life + life % 2, viewing.viewer(), viewing.window());
    }

    /**
     * The lower bound of an item's views: the viewers who were answered that they are counted, now or before, each once
     * per window.
     */
    long counted(int item) {
        return counted.stream().filter(viewing -> isOf(viewing, item)).count();
    }

    /** The upper bound of an item's views: the lower bound, and the viewers whose views may have counted. */
    long atMost(int item) {
        Set<Viewing> all = new HashSet<>(counted);
        all.addAll(unclear);
        return all.stream().filter(viewing -> isOf(viewing, item)).count();
    }

    private boolean isOf(Viewing viewing, int item) {
        return viewing.item() == item && viewing.life() == lives[item];
    }

    /** The views that Redis answered as first views more than once. */
    List<Viewing> countedTwice() {
        return timesInRedis.entrySet().stream()
                .filter(each -> each.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The number of lost views that a report of losses may lack. */
    long mayBeUnreported() {
        return unclear.size() + neverReported;
    }

    /** The number of views that were answered as first views. */
    int firstViews() {
        return firstViews;
    }
}
