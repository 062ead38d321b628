/**
 * What Maven runs of the tests without a package of the service: {@code mvn test} the fast ones, {@code mvn verify} also those that are tagged
 * {@code slow}, because they wait for time to pass, send thousands of requests, or need a service with other settings. Each suite has a
 * JVM, a service and stores of its own; two run side by side. A single class needs no suite: {@code mvn test -Dtest=ViewsTest}.
 */
package io.footfall.suites;
