package io.footfall.suites;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All tests that {@link CallersSuite} does not run, so that tests of a new package are never left out. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns(CallersSuite.TESTS)
class RemainingSuite {}
