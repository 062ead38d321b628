package io.footfall.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Who calls, how often one may, and what Footfall offers beside views. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(PrimitivesSuite.TESTS)
class PrimitivesSuite {

    /** About half of all by the time that they take. */
    static final String TESTS = "io\\.footfall\\."
            + "(cache|flags|idempotency|identity|jobs|locks|notifications|ratelimit|redis|sessions)\\..*Test";
}
