package io.footfall.suites;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests of other packages than those of {@link PrimitivesSuite}, so that none of a new package is left out. */
@Suite
@SelectPackages("io.footfall")
@ExcludePackages({
    "io.footfall.cache",
    "io.footfall.flags",
    "io.footfall.idempotency",
    "io.footfall.identity",
    "io.footfall.jobs",
    "io.footfall.locks",
    "io.footfall.notifications",
    "io.footfall.ratelimit",
    "io.footfall.redis",
    "io.footfall.sessions"
})
@IncludeClassNamePatterns(".*Test")
class RemainingSuite {}
