/**
 * What {@code mvn test} runs: two halves of all tests, each in a JVM of its own with a service and stores of its own, side by side. A single
 * test needs no suite: {@code mvn test -Dtest=ViewsTest}.
 */
package io.footfall.suites;
