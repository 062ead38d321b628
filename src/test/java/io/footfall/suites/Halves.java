package io.footfall.suites;

/** What runs in which JVM, and when: class names as the suites take them. */
final class Halves {

    /**
     * Who calls, how often one may, what a call may say, and what is kept for callers: about half of all by the time that they take. The
     * service is built and started once for each profile and JVM, so that tests with one profile are in one half.
     */
    static final String CALLERS = "io\\.footfall\\.(?!identity\\.(Forwarded|Jwks)Test)"
            + "(analytics|cache|flags|idempotency|identity|locks|ratelimit|redis|sessions|web)\\..*Test";

    /**
     * All that are tagged {@code slow}. By name, because the service is built for the profile of each class that a suite looks at, whatever its
     * tags.
     */
    static final String SLOW =
            "io\\.footfall\\..*\\.(BadInput|CacheResource|Cors|DevelopmentPages|Forwarded|IdempotencyBounds|Import|Jobs|Jwks"
                    + "|LimitKeys|LimitScript|Live|LockOrder|Migrations|Monitoring|NamedCache|NativeStart|Notifications|OpenCatalog|Page|PageScript"
                    + "|RateLimits|ReaderMemory|Sessions|Streams|Trending|UnknownIds|UserIds|WrongTokens)Test";

    static final String SLOW_CALLERS = "(?=" + CALLERS + "$)" + SLOW;

    private Halves() {}
}
