package io.footfall.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * Tests of identities, rate limits, caches, sessions, locks and other capabilities for callers: the first half of the
 * tests.
 */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(CallersSuite.TESTS)
class CallersSuite {

    /**
     * The tests of this suite take about half of the total time. A Quarkus application is built and started once for
     * each profile and JVM, so no test of this suite uses the profile {@link io.footfall.support.LowLimitsProfile}.
     */
    static final String TESTS =
            "io\\.footfall\\.(platform|capability|product)\\.(?!identity\\.(ForwardedViewer|JwksOutage)Test)"
                    + "(analytics|cache|flags|idempotency|identity|locks|ratelimit|redis|sessions|web)\\..*Test";
}
