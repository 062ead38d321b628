package io.footfall.capability.ratelimit;

/**
 * What was counted for a key, by the cost of its hits, at one moment.
 *
 * @param current in the window that the moment lies in
 * @param previous in the window before
 * @param atMillis the moment, epoch milliseconds, by the clock of whoever counted
 */
record WindowUsage(long current, long previous, long atMillis) {

    static WindowUsage none(long atMillis) {
        return new WindowUsage(0, 0, atMillis);
    }

    /** What is left of it later. */
    WindowUsage at(long laterMillis, long windowMillis) {
        long passed = laterMillis / windowMillis - atMillis / windowMillis;
        if (passed == 0) {
            return new WindowUsage(current, previous, laterMillis);
        }
        return new WindowUsage(0, passed == 1 ? current : 0, laterMillis);
    }

    WindowUsage plus(long cost) {
        return new WindowUsage(current + cost, previous, atMillis);
    }

    long elapsed(long windowMillis) {
        return atMillis % windowMillis;
    }

    long millisLeft(long windowMillis) {
        return windowMillis - elapsed(windowMillis);
    }
}
