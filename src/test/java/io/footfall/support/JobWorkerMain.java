package io.footfall.support;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job worker of another service, in a process that can be killed. It claims jobs by HTTP, writes the id of each
 * executed job to a file, and then completes the job. Needs only a JDK.
 */
public final class JobWorkerMain {

    private static final Pattern JOB = Pattern.compile("\\{\"id\":\"([^\"]+)\".*?\"token\":\"([^\"]+)\"");
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String queue;
    private final BufferedWriter done;

    private JobWorkerMain(String queue, Path file) throws IOException {
        this.queue = queue;
        this.done = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Takes the base address of the queue and the path of the file. */
    public static void main(String... args) throws Exception {
        JobWorkerMain worker = new JobWorkerMain(args[0], Path.of(args[1]));
        while (true) {
            worker.work();
        }
    }

    private void work() throws Exception {
        HttpResponse<String> claimed =
                send("/claim?wait=5", "{\"max\":100,\"visibilitySeconds\":5}").get(20, TimeUnit.SECONDS);
        if (claimed.statusCode() != OK) {
            return;
        }
        List<CompletableFuture<Void>> completions = new ArrayList<>();
        Matcher jobs = JOB.matcher(claimed.body());
        while (jobs.find()) {
            done.write(jobs.group(1));
            done.newLine();
            done.flush();
            completions.add(complete(jobs.group(1), jobs.group(2)));
        }
        for (CompletableFuture<Void> completion : completions) {
            completion.get(20, TimeUnit.SECONDS);
        }
    }

    /** Completes a job, and retries while the service responds that its store is unavailable. */
    private CompletableFuture<Void> complete(String id, String token) {
        return send("/" + id + "/complete", "{\"token\":\"" + token + "\"}")
                .thenCompose(answer -> answer.statusCode() == UNAVAILABLE
                        ? CompletableFuture.supplyAsync(
                                        () -> complete(id, token),
                                        CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS))
                                .thenCompose(again -> again)
                        : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<HttpResponse<String>> send(String path, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(queue + path))
                        .header("Authorization", ServiceTokens.SERVICE)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A copy of the token of the service under test, because this process runs with the test classes only. */
    private static final class ServiceTokens {
        private static final String SERVICE = "Bearer test-service-token";
    }
}
