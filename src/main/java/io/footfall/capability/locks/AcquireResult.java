package io.footfall.capability.locks;

import io.vertx.redis.client.Response;
import java.time.Instant;

/** What came of trying to take a lock. */
sealed interface AcquireResult {

    /**
     * It is the caller's.
     *
     * @param grant the lock
     * @param sentNanos when it was asked for, of the monotonic clock; its time began after that
     */
    record Taken(AcquiredLock grant, long sentNanos) implements AcquireResult {}

    /**
     * Somebody else has it, or comes first.
     *
     * @param freeInMillis when its time is over; 0 where it is free and somebody else comes first
     * @param isFirst whether the caller is the next
     */
    record Refused(long freeInMillis, boolean isFirst) implements AcquireResult {}

    static AcquireResult of(Response answer, String token, long sentNanos) {
        return answer.get(0).toInteger() == 1
                ? new Taken(new AcquiredLock(token, answer.get(1).toLong(), time(answer.get(2))), sentNanos)
                : new Refused(answer.get(1).toLong(), answer.get(2).toInteger() == 1);
    }

    static Instant time(Response millis) {
        return Instant.ofEpochMilli(millis.toLong());
    }
}
