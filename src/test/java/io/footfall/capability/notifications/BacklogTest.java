package io.footfall.capability.notifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.capability.notifications.StreamEvent.Told;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BacklogTest {

    private static final int ALL = 400;

    private static Inbox at(long seq) {
        return new Inbox("u1", seq, seq, seq);
    }

    private static Told told(long seq) {
        return new Told(seq, "{\"seq\":" + seq + "}");
    }

    /**
     * Messages that arrive late, twice or never, deletions, and reads that fail or complete after newer messages
     * arrived.
     */
    @RepeatedTest(200)
    void eachIsToldOnceAndInOrderWhateverIsHeard(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        Backlog backlog = new Backlog();
        List<Long> told = new ArrayList<>();
        Set<Long> deleted = new HashSet<>();
        List<Long> onTheirWay = new ArrayList<>();
        Optional<Backlog.Gap> reading = Optional.empty();
        long seen = random.nextInt(20);
        long written = seen + random.nextInt(250);
        backlog.begin(at(written), seen);
        while (written < ALL) {
            switch (random.nextInt(6)) {
                case 0, 1 -> onTheirWay.add(++written);
                case 2 -> {
                    Collections.shuffle(onTheirWay, random);
                    hear(backlog, onTheirWay, random);
                }
                case 3 -> {
                    long victim = 1 + random.nextInt((int) written);
                    if (!told.contains(victim)) {
                        deleted.add(victim);
                    }
                }
                case 4 -> take(backlog, told);
                default -> {
                    if (reading.isEmpty()) {
                        reading = backlog.missing();
                    } else {
                        answer(backlog, reading.get(), written, deleted, random);
                        reading = Optional.empty();
                    }
                }
            }
        }
        reading.ifPresent(gap -> backlog.notRead());
        backlog.heard(at(ALL));
        for (int i = 0; i < ALL; i++) {
            take(backlog, told);
            backlog.missing().ifPresent(gap -> answer(backlog, gap, ALL, deleted, random));
        }

        assertThat(told).isSorted().doesNotHaveDuplicates();
        assertThat(told)
                .containsAll(LongStream.rangeClosed(seen + 1, ALL)
                        .filter(seq -> !deleted.contains(seq))
                        .boxed()
                        .toList());
    }

    private static void hear(Backlog backlog, List<Long> onTheirWay, Random random) {
        while (!onTheirWay.isEmpty() && random.nextInt(3) > 0) {
            long seq = onTheirWay.get(0);
            if (random.nextInt(10) > 0) {
                backlog.heard(at(seq), told(seq));
            }
            if (random.nextInt(10) > 0) {
                onTheirWay.remove(0);
            }
        }
    }

    private static void answer(Backlog backlog, Backlog.Gap gap, long written, Set<Long> deleted, Random random) {
        if (random.nextInt(5) == 0) {
            backlog.notRead();
            return;
        }
        backlog.read(
                gap,
                Backlog.Read.of(LongStream.rangeClosed(gap.after() + 1, written)
                        .filter(seq -> !deleted.contains(seq))
                        .limit(Backlog.PAGE)
                        .mapToObj(BacklogTest::told)
                        .toList()));
    }

    private static void take(Backlog backlog, List<Long> told) {
        backlog.take().forEach(event -> {
            if (event instanceof Told one) {
                told.add(one.seq());
            }
        });
    }

    @Test
    void aSlowClientCostsAPageAndNotMore() {
        Backlog backlog = new Backlog();
        backlog.begin(at(0), 0);
        String large = "x".repeat(10_000);

        IntStream.rangeClosed(1, 1_000).forEach(seq -> backlog.heard(at(seq), new Told(seq, large)));

        assertThat(backlog.missing()).isEmpty();
        List<StreamEvent> held = backlog.take();
        assertThat(held).hasSizeBetween(2, 10);
        Backlog.Gap gap = backlog.missing().orElseThrow();
        assertThat(gap.after()).isEqualTo(held.size() - 1);
        List<Told> page = LongStream.rangeClosed(gap.after() + 1, gap.after() + Backlog.PAGE)
                .mapToObj(seq -> new Told(seq, large))
                .toList();
        backlog.read(gap, Backlog.Read.of(page));
        assertThat(backlog.take()).hasSizeLessThan(10);
        assertThat(backlog.missing()).isPresent();
    }

    @Test
    void theCountIsToldAfterWhatItCountsAndTheLatestOfThem() {
        Backlog backlog = new Backlog();
        backlog.begin(new Inbox("u1", 5, 3, 9), 5);
        backlog.take();

        backlog.heard(new Inbox("u1", 5, 1, 11));
        backlog.heard(new Inbox("u1", 5, 2, 10));
        assertThat(backlog.take()).containsExactly(new StreamEvent.Count(1));

        backlog.heard(new Inbox("u1", 7, 3, 13));
        assertThat(backlog.take()).isEmpty();
        backlog.read(backlog.missing().orElseThrow(), Backlog.Read.of(List.of(told(6), told(7))));
        assertThat(backlog.take()).containsExactly(told(6), told(7), new StreamEvent.Count(3));
    }
}
