package io.footfall.documentation;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Blocks of commands that {@link DocumentedCommandsIT} does not run, by reason. All other blocks of commands are run,
 * including new ones.
 */
final class CommandsNotRun {

    private static final Map<String, List<String>> BY_REASON = Map.of(
            "A build and its tests: a build of their own each, which this is a part of",
            List.of(
                    "mvn -Pembedded package quarkus:run",
                    "mvn verify",
                    "mvn verify -Pcluster",
                    "mvn verify -Dfootfall.executable=/path/to/footfall-0.1.0-SNAPSHOT-runner",
                    "mvn -Pbench test-compile exec:exec",
                    "mvn package -DskipTests -Dquarkus.container-image.image=registry.example.org/footfall:1.0"),
            "It changes the machine",
            List.of("apt-get install -y chromium pgbouncer nginx curl nodejs python3"),
            "It starts the package as all tests of the package do, on the addresses of somebody's stores or collector",
            List.of(
                    "mvn package\nREDIS_URL=redis://localhost:6379 DATABASE_URL=postgresql://footfall:password@localhost:5432/footfall"
                            + " java -jar target/quarkus-app/quarkus-run.jar",
                    "TRACING_ENABLED=true OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4318 OTEL_TRACES_SAMPLER_ARG=1"
                            + " java -jar target/quarkus-app/quarkus-run.jar"),
            "It needs Docker; ImagesIT does what the Dockerfile says",
            List.of(
                    "mvn package\ndocker build -f src/main/docker/Dockerfile.jvm -t footfall .",
                    "mvn -Pnative package\ndocker build -f src/main/docker/Dockerfile.native-micro -t footfall-native ."),
            "It needs a cluster of Kubernetes; KubernetesManifestsIT reads the manifests",
            List.of("kubectl create configmap footfall --from-literal=TRUSTED_PROXIES=10.0.0.0/8\n"
                    + "kubectl create secret generic footfall --from-env-file=footfall.env\n"
                    + "sed '/^  replicas:/d' target/kubernetes/kubernetes.yml | kubectl apply -f -"),
            "It needs promtool; MonitoringFilesTest runs it where that is installed",
            List.of("src/main/docker/prometheus/check.sh"),
            "It measures for minutes or hours, and takes the whole machine",
            List.of(
                    "JAVA_HOME=/path/to/jdk-25 loadtest/numbers 9 4",
                    "loadtest/growth processes 6\nloadtest/growth items 6\nloadtest/growth heap",
                    "loadtest/memory",
                    "mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dit.test=BackfillDuringRedisStallsIT -Dfootfall.viewers=1000000"));

    private CommandsNotRun() {}

    static Set<String> all() {
        return BY_REASON.values().stream().flatMap(List::stream).collect(Collectors.toSet());
    }
}
