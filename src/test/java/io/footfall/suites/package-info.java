/**
 * What {@code mvn test} runs, in two halves, each in a JVM of its own with a service and stores of its own, side by side; and what is run before
 * the package is made: tests that wait for time to pass, send thousands of requests, or need a service with other settings. A single class
 * needs no suite: {@code mvn test -Dtest=ViewsTest}.
 */
package io.footfall.suites;
