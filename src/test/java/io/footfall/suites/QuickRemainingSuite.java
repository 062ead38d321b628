package io.footfall.suites;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All others that {@code mvn test} runs, so that none of a new package is left out. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns({Halves.CALLERS, Halves.SLOW})
class QuickRemainingSuite {}
