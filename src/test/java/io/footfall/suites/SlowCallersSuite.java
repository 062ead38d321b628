package io.footfall.suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Tests of callers that {@code mvn package} runs as well. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(Halves.SLOW_CALLERS)
class SlowCallersSuite {}
