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
 * A worker of another service, as a process that can be killed: claims jobs by HTTP, writes the id of each that it has done to a
 * file, and then completes it. Needs nothing but a JDK.
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

    /** Base address of the queue, and the file. */
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

    /** Again, while the service cannot reach its store. */
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

    /** Not that of the service under test: this runs with nothing but its own class path. */
    private static final class ServiceTokens {
        private static final String SERVICE = "Bearer test-service-token";
    }
}
