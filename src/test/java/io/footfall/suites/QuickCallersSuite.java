package io.footfall.suites;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** Tests of callers that {@code mvn test} runs. */
@Suite
@SelectPackages("io.footfall")
@IncludeClassNamePatterns(Halves.CALLERS)
@ExcludeClassNamePatterns(Halves.SLOW)
class QuickCallersSuite {}
