package io.footfall.simulation;

import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.UUID;

/** The rows of the tables, and their keys. */
final class StoredRows {

    private StoredRows() {}

    /** A story or a chapter. {@code story} is the id of a chapter's story, null for a story. */
    record Item(int incarnation, String home, String story, long reads) {

        Item withReads(long other) {
            return new Item(incarnation, home, story, other);
        }

        Item withIncarnation(int other) {
            return new Item(other, home, story, reads);
        }
    }

    record DeletedKey(String item, int incarnation) implements Comparable<DeletedKey> {

        @Override
        public int compareTo(DeletedKey other) {
            int byItem = item.compareTo(other.item);
            return byItem != 0 ? byItem : Integer.compare(incarnation, other.incarnation);
        }
    }

    record Deleted(String home, boolean removed) {}

    record BatchKey(UUID id, short partition) {}

    record LedgerEntry(long views, int parts, OffsetDateTime appliedAt) {}

    record SeenKey(String window, long viewer, String item) {}

    /** A viewer who was counted in Postgres: a row of {@code view_dedup}. */
    record Seen(
            short partition,
            OffsetDateTime heldUntil,
            boolean handedBack,
            boolean provisional,
            boolean takenBack,
            int handing) {

        Seen heldUntil(OffsetDateTime later) {
            return new Seen(partition, later, false, provisional, takenBack, handing);
        }

        Seen settled(boolean isTakenBack) {
            return new Seen(partition, heldUntil, handedBack, false, isTakenBack, handing);
        }

        Seen countedAgain() {
            return new Seen(partition, heldUntil, handedBack, true, false, handing);
        }

        Seen handedBackAgain(boolean staysProvisional) {
            return new Seen(partition, heldUntil, false, staysProvisional, takenBack, handing + 1);
        }

        Seen isHandedBack() {
            return new Seen(partition, heldUntil, true, provisional, takenBack, handing);
        }
    }

    record CallKey(String slot, long seq) {}

    record RevokedCall(String window, String[] items, String[] viewers, Short[] partitions, OffsetDateTime revokedAt) {}

    record Path(
            boolean databaseOpen,
            String masters,
            long era,
            long oldMissing,
            long oldLost,
            long closingEra,
            String closingMasters,
            boolean allAgain) {

        Path withDatabaseOpen() {
            return new Path(true, masters, era, oldMissing, oldLost, closingEra, closingMasters, allAgain);
        }

        Path closed(String by, long newEra) {
            return new Path(false, by, newEra, oldMissing, oldLost, closingEra, closingMasters, allAgain);
        }

        Path closing(long inEra, String of) {
            return new Path(databaseOpen, masters, era, oldMissing, oldLost, inEra, of, false);
        }

        Path withAllAgain() {
            return new Path(databaseOpen, masters, era, oldMissing, oldLost, closingEra, closingMasters, true);
        }

        Path withOld(long missing, long lost) {
            return new Path(databaseOpen, masters, era, missing, lost, closingEra, closingMasters, allAgain);
        }
    }

    /** An era of Redis. {@code endedAt} is null while the era lasts. */
    record Era(long settled, OffsetDateTime endedAt) {}

    record TallyKey(long era, UUID replica) implements Comparable<TallyKey> {

        private static final Comparator<TallyKey> ORDER =
                Comparator.comparingLong(TallyKey::era).thenComparing(TallyKey::replica);

        @Override
        public int compareTo(TallyKey other) {
            return ORDER.compare(this, other);
        }
    }

    record StoredSalt(String salt, OffsetDateTime heldUntil) {}

    record SyncState(
            OffsetDateTime finishedAt,
            long durationMillis,
            long stories,
            long chapters,
            long storyViews,
            long chapterViews,
            boolean success,
            OffsetDateTime lastSuccessAt) {}
}
