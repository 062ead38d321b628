package io.footfall.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Who calls, how often one may, and what Footfall offers beside views. */
@Suite
@SelectPackages({
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
class PrimitivesSuite {}
