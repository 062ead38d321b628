package io.footfall.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the manifests that packaging generated. {@link NativeServiceIT} requests the paths of their probes. */
class KubernetesManifestsIT {

    private static final Path MANIFESTS = Path.of("target", "kubernetes", "kubernetes.yml");
    private static final Map<String, String> REPLICAS = Map.of("app.kubernetes.io/name", "footfall");
    private static final int MEBI = 1 << 20;

    /** The memory of the JVM outside its heap: classes, compiled code, threads, buffers. */
    private static final int BESIDE_THE_HEAP = 200 * MEBI;

    private static final List<Node> ALL = Node.documents(MANIFESTS);
    private static final Node DEPLOYMENT = one("Deployment");
    private static final Node POD = DEPLOYMENT.at("spec.template.spec");
    private static final Node CONTAINER = POD.at("containers.0");

    private static Node one(String kind) {
        List<Node> found = ALL.stream()
                .filter(document -> document.at("kind").text().equals(kind))
                .toList();
        assertThat(found).as(kind).hasSize(1);
        assertThat(found.get(0).at("metadata.name").text()).isEqualTo("footfall");
        return found.get(0);
    }

    @Test
    void thereIsWhatAReplicaNeedsAndNothingThatMayMore() {
        assertThat(ALL.stream().map(document -> document.at("kind").text()))
                .containsExactlyInAnyOrder(
                        "Deployment",
                        "Service",
                        "ServiceAccount",
                        "PodDisruptionBudget",
                        "HorizontalPodAutoscaler",
                        "PodMonitor",
                        "NetworkPolicy");
    }

    private static Node probe(String kind) {
        return CONTAINER.at(kind + "Probe");
    }

    @Test
    void probesLeaveTimeToStartAndToAnswer() {
        assertThat(probe("startup").at("httpGet.path").text()).isEqualTo("/q/health/started");
        assertThat(probe("liveness").at("httpGet.path").text()).isEqualTo("/q/health/live");
        assertThat(probe("readiness").at("httpGet.path").text()).isEqualTo("/q/health/ready");
        assertThat(secondsOf(probe("startup"))).isGreaterThanOrEqualTo(120);
        assertThat(secondsOf(probe("liveness"))).isBetween(20, 60);
        assertThat(secondsOf(probe("readiness"))).isLessThanOrEqualTo(10);
        // Longer than the time to detect that a store is unavailable.
        assertThat(Stream.of("startup", "liveness", "readiness"))
                .allSatisfy(kind ->
                        assertThat(probe(kind).at("timeoutSeconds").number()).isGreaterThanOrEqualTo(2));
    }

    private static int secondsOf(Node probe) {
        return probe.at("periodSeconds").number() * probe.at("failureThreshold").number();
    }

    private static int containerPort(String name) {
        return CONTAINER.at("ports").items().stream()
                .filter(open -> open.at("name").text().equals(name))
                .findFirst()
                .orElseThrow()
                .at("containerPort")
                .number();
    }

    @Test
    void clientsAreSentToThePublicPortAndProbesToTheManagementPort() {
        assertThat(CONTAINER.at("ports").items()).hasSize(2);
        assertThat(containerPort("http"))
                .isEqualTo(Integer.parseInt(
                        ShippedSettings.find("quarkus.http.port").orElse("8080")));
        assertThat("${MANAGEMENT_PORT:" + containerPort("management") + "}")
                .isEqualTo(ShippedSettings.value("quarkus.management.port"));
        assertThat(one("Service").at("spec.ports").items())
                .singleElement()
                .satisfies(open -> assertThat(open.at("targetPort").number()).isEqualTo(containerPort("http")));
        assertThat(Stream.of("startup", "liveness", "readiness"))
                .allSatisfy(kind ->
                        assertThat(probe(kind).at("httpGet.port").number()).isEqualTo(containerPort("management")));
    }

    @Test
    void theManagementPortIsOpenForPrometheusAlone() {
        Node policy = one("NetworkPolicy");
        assertThat(policy.at("spec.podSelector.matchLabels").value()).isEqualTo(REPLICAS);
        assertThat(policy.at("spec.policyTypes").value()).isEqualTo(List.of("Ingress"));

        List<Node> rules = policy.at("spec.ingress").items();
        assertThat(rules).hasSize(2).allSatisfy(rule -> assertThat(
                        rule.at("ports").items())
                .singleElement()
                .satisfies(open -> assertThat(open.at("port").text()).isIn("http", "management")));
        Node anybody = rules.get(0);
        assertThat(anybody.at("ports.0.port").text()).isEqualTo("http");
        assertThat(anybody.has("from")).isFalse();
        Node prometheus = rules.get(1);
        assertThat(prometheus.at("ports.0.port").text()).isEqualTo("management");
        assertThat(prometheus.at("from").items()).singleElement().satisfies(from -> assertThat(
                        from.at("namespaceSelector.matchLabels").map())
                .isNotEmpty());
    }

    @Test
    void memoryHoldsTheHeapAndWhatIsBesideIt() {
        long limit = bytes(CONTAINER.at("resources.limits.memory").text());
        double heap = limit * Double.parseDouble(JvmImage.option("-XX:MaxRAMPercentage=")) / 100;

        assertThat(heap + BESIDE_THE_HEAP).isLessThanOrEqualTo(limit);
        assertThat(bytes(CONTAINER.at("resources.requests.memory").text())).isEqualTo(limit);
    }

    private static long bytes(String quantity) {
        assertThat(quantity).matches("\\d+Mi");
        return Long.parseLong(quantity.replace("Mi", "")) * MEBI;
    }

    @Test
    void coresAreThoseOfTheEventLoops() {
        String eventLoops = ShippedSettings.value("quarkus.vertx.event-loops-pool-size");

        assertThat(CONTAINER.at("resources.limits.cpu").text()).isEqualTo(eventLoops);
        assertThat(Double.parseDouble(CONTAINER.at("resources.requests.cpu").text()))
                .isBetween(0.5, Double.parseDouble(eventLoops));
    }

    @Test
    void aReplicaMayDoNothingToItsNode() {
        Node container = CONTAINER.at("securityContext");
        assertThat(container.at("allowPrivilegeEscalation").value()).isEqualTo(false);
        assertThat(container.at("readOnlyRootFilesystem").value()).isEqualTo(true);
        assertThat(container.at("capabilities.drop").value()).isEqualTo(List.of("ALL"));
        assertThat(container.at("seccompProfile.type").text()).isEqualTo("RuntimeDefault");

        Node pod = POD.at("securityContext");
        assertThat(pod.at("runAsNonRoot").value()).isEqualTo(true);
        assertThat(pod.at("runAsUser").number()).isEqualTo(JvmImage.user());

        assertThat(POD.at("serviceAccountName").text())
                .isEqualTo(one("ServiceAccount").at("metadata.name").text());
        assertThat(POD.at("automountServiceAccountToken").value()).isEqualTo(false);
        assertThat(one("ServiceAccount").at("automountServiceAccountToken").value())
                .isEqualTo(false);
    }

    @Test
    void whatIsWrittenGoesToAFolderInMemoryOrOnTheNode() {
        String volume = POD.at("volumes").items().stream()
                .filter(found -> found.has("emptyDir"))
                .map(found -> found.at("name").text())
                .findFirst()
                .orElseThrow();

        assertThat(CONTAINER.at("volumeMounts").items()).singleElement().satisfies(mount -> {
            assertThat(mount.at("mountPath").text()).isEqualTo("/tmp");
            assertThat(mount.at("name").text()).isEqualTo(volume);
            assertThat(mount.map().get("readOnly")).isNotEqualTo(true);
        });
    }

    @Test
    void aReplicaDrainsBeforeItIsKilled() {
        Duration draining = Duration.ofSeconds(
                        CONTAINER.at("lifecycle.preStop.sleep.seconds").number())
                .plus(ShippedSettings.duration("quarkus.shutdown.delay"))
                .plus(ShippedSettings.duration("quarkus.shutdown.timeout"));

        assertThat(Duration.ofSeconds(POD.at("terminationGracePeriodSeconds").number()))
                .isGreaterThan(draining);
    }

    @Test
    void settingsAndSecretsAreNamedAndNeverWritten() {
        List<String> sources = new ArrayList<>();
        CONTAINER.at("envFrom").items().forEach(source -> source.map()
                .keySet()
                .forEach(kind ->
                        sources.add(kind + " " + source.child(kind).at("name").text())));

        assertThat(sources).containsExactlyInAnyOrder("configMapRef footfall", "secretRef footfall");
        assertThat(CONTAINER.has("env")).isFalse();
    }

    @Test
    void replicasKeepApartAndComeOneByOne() {
        Node term =
                POD.at("affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm");
        assertThat(term.at("topologyKey").text()).isEqualTo("kubernetes.io/hostname");
        assertThat(term.at("labelSelector.matchLabels").value()).isEqualTo(REPLICAS);
        assertThat(POD.at("topologySpreadConstraints.0.topologyKey").text()).isEqualTo("topology.kubernetes.io/zone");
        assertThat(POD.at("topologySpreadConstraints.0.labelSelector.matchLabels")
                        .value())
                .isEqualTo(REPLICAS);
        assertThat(DEPLOYMENT.at("spec.strategy.rollingUpdate.maxUnavailable").number())
                .isZero();
    }

    @Test
    void budgetAutoscalerAndServiceAreThoseOfTheDeployment() {
        Map<String, Object> labels =
                DEPLOYMENT.at("spec.template.metadata.labels").map();
        // The selector of a deployment is immutable, so it must not contain the version.
        assertThat(DEPLOYMENT.at("spec.selector.matchLabels").value()).isEqualTo(REPLICAS);
        assertThat(labels).containsAllEntriesOf(REPLICAS);
        assertThat(one("Service").at("spec.selector").value()).isEqualTo(REPLICAS);

        Node budget = one("PodDisruptionBudget");
        assertThat(budget.at("spec.selector.matchLabels").value()).isEqualTo(REPLICAS);
        assertThat(budget.at("spec.maxUnavailable").number()).isEqualTo(1);

        Node autoscaler = one("HorizontalPodAutoscaler");
        assertThat(autoscaler.at("spec.scaleTargetRef").value())
                .isEqualTo(Map.of(
                        "apiVersion", DEPLOYMENT.at("apiVersion").text(),
                        "kind", "Deployment",
                        "name", DEPLOYMENT.at("metadata.name").text()));
        assertThat(autoscaler.at("spec.minReplicas").number())
                .isGreaterThanOrEqualTo(2)
                .isEqualTo(DEPLOYMENT.at("spec.replicas").number());
        assertThat(autoscaler.at("spec.metrics.0.resource.name").text()).isEqualTo("cpu");
    }

    @Test
    void prometheusFindsTheReplicas() {
        Node monitor = one("PodMonitor");
        Map<String, Object> labels =
                DEPLOYMENT.at("spec.template.metadata.labels").map();
        assertThat(monitor.at("spec.selector.matchLabels").value()).isEqualTo(REPLICAS);
        assertThat(labels).containsAllEntriesOf(REPLICAS);
        // The Prometheus rules use this job name.
        assertThat(labels.get(monitor.at("spec.jobLabel").text())).isEqualTo("footfall");
        assertThat(monitor.at("spec.podMetricsEndpoints.0.path").text()).isEqualTo("/q/metrics");
        assertThat(containerPort(monitor.at("spec.podMetricsEndpoints.0.port").text()))
                .isEqualTo(containerPort("management"));
    }

    @Test
    void theyTellNothingOfWhereTheyWereBuilt() {
        assertThat(CONTAINER.at("image").text()).matches("footfall/footfall:\\d[0-9A-Za-z.-]*");
        assertThat(Node.text(MANIFESTS))
                .doesNotContain(System.getProperty("user.dir"), "vcs-uri", "build-timestamp", "${");
    }
}
