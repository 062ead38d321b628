/**
 * The suites that {@code mvn test} runs: two halves of all tests that do not need the packaged service. They run in
 * parallel, each in its own JVM with its own service and stores. {@code mvn test -DexcludedGroups=slow} excludes tests
 * that wait for time to pass, send thousands of requests, or need a service with other settings. A single class needs
 * no suite: {@code mvn test -Dtest=ViewsTest}.
 */
package io.footfall.suites;
