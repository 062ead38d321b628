package io.footfall.capability.locks;

import io.vertx.redis.client.Response;
import java.time.Instant;

/** The result of one attempt to acquire a lock. */
sealed interface AcquireResult {

    /**
     * The caller holds the lock.
     *
     * @param grant the lock
     * @param sentNanos when the acquire call was sent, in nanoseconds of the monotonic clock; the lease began after
     *     that
     */
    record Taken(AcquiredLock grant, long sentNanos) implements AcquireResult {}

    /**
     * The caller does not hold the lock: another holder has it, or another waiter is ahead in the queue.
     *
     * @param freeInMillis milliseconds until the holder's lease expires; 0 where the lock is free and another waiter is
     *     ahead
     * @param isFirst whether the caller is the first waiter in the queue
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
