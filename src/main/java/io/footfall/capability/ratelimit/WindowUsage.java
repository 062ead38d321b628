package io.footfall.capability.ratelimit;

/**
 * The counters of a key at one moment. Each is the sum of the costs of the counted hits.
 *
 * @param current hits in the window of that moment
 * @param previous hits in the window before
 * @param atMillis the moment, epoch milliseconds, by the clock of the counting side
 */
record WindowUsage(long current, long previous, long atMillis) {

    static WindowUsage none(long atMillis) {
        return new WindowUsage(0, 0, atMillis);
    }

    /** The counters at a later moment, if no more hits are counted. */
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
