package io.footfall.product.views.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PendingBatchTest {

    private static final int ITEMS = 1_000;
    private static final SyncBatchParts PARTS = new SyncBatchParts(10);
    private static final SyncBuffer.Claim CLAIM = new SyncBuffer.Claim(UUID.randomUUID(), ITEMS, false);

    private final List<String> items =
            IntStream.range(0, ITEMS).mapToObj(i -> "s:" + i).toList();

    private static PendingBatch read(UUID id, int first, Stream<String> items) {
        PendingBatch read = new PendingBatch(PARTS, first);
        read.add(SyncBatch.ID, id.toString());
        items.forEach(item -> read.add(item, "1"));
        return read;
    }

    @Test
    void eachItemIsInOnePart() {
        List<PendingBatch.Part> parts = PARTS.firsts().stream()
                .map(first -> read(CLAIM.id(), first, items.stream()))
                .peek(read -> assertThat(read.isWhole(CLAIM)).isTrue())
                .flatMap(read -> read.parts(CLAIM.id()).stream())
                .toList();

        assertThat(parts)
                .hasSize(PARTS.count())
                .extracting(PendingBatch.Part::id)
                .doesNotHaveDuplicates();
        assertThat(parts.stream()
                        .flatMap(part -> Stream.of(part.batch().stories().items())))
                .hasSize(ITEMS)
                .doesNotHaveDuplicates();
    }

    @Test
    void aBatchOfAnotherIdIsNotWhole() {
        assertThat(read(UUID.randomUUID(), 0, items.stream()).isWhole(CLAIM)).isFalse();
    }

    @Test
    void whatLacksAnItemIsNotWhole() {
        assertThat(read(CLAIM.id(), 0, items.stream().skip(1)).isWhole(CLAIM)).isFalse();
    }

    /** As pages that were read from two servers: as many items are repeated as are missing. */
    @Test
    void whatLacksAnItemAndRepeatsAnotherIsNotWhole() {
        String repeated = items.stream()
                .filter(item -> PARTS.partOf(item) == 0)
                .reduce((one, next) -> next)
                .orElseThrow();

        assertThat(read(CLAIM.id(), 0, Stream.concat(items.stream().skip(1), Stream.of(repeated)))
                        .isWhole(CLAIM))
                .isFalse();
    }
}
