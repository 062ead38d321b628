package io.footfall.suites;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** All others that {@code mvn package} runs as well. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(Halves.SLOW)
@ExcludeClassNamePatterns(Halves.CALLERS)
class SlowRemainingSuite {}
