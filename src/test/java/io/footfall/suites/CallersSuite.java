package io.footfall.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Who calls, how often one may, what a call may say, and what is kept for callers. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(CallersSuite.TESTS)
class CallersSuite {

    /**
     * About half of all by the time that they take. The service is built and started once for each profile and JVM: no test here has the
     * profile {@link io.footfall.support.Narrow}.
     */
    static final String TESTS = "io\\.footfall\\.(platform|capability|product)\\.(?!identity\\.(Forwarded|Jwks)Test)"
            + "(analytics|cache|flags|idempotency|identity|locks|ratelimit|redis|sessions|web)\\..*Test";
}
