/**
 * What {@code mvn test} runs: two halves of all tests that need no package, each in a JVM of its own with a service and stores of its own, side by
 * side. {@code mvn test -DexcludedGroups=slow} leaves out those that wait for time to pass, send thousands of requests, or need a service with other
 * settings. A single class needs no suite: {@code mvn test -Dtest=ViewsTest}.
 */
package io.footfall.suites;
