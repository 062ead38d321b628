package io.footfall.loadtest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The stories of the simulation, written with the backend's token before the traffic begins. */
final class Catalog {

    private final String baseUrl;
    private final String token;

    Catalog(String baseUrl, String token) {
        this.baseUrl = baseUrl;
        this.token = token;
    }

    static String story(int rank) {
        return "traffic-" + rank;
    }

    void write(int stories) {
        HttpClient client = HttpClient.newHttpClient();
        for (int rank = 0; rank < stories; rank++) {
            String body =
                    "{\"title\":\"Story %d\",\"authorId\":\"author-%d\",\"tags\":[\"sea\"]}".formatted(rank, rank % 50);
            HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/api/stories/" + story(rank)))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            check(send(client, request));
        }
    }

    private static HttpResponse<Void> send(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.discarding());
        } catch (IOException e) {
            throw new IllegalStateException("nobody answers at " + request.uri().getAuthority(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void check(HttpResponse<Void> answer) {
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException("a story was not written: " + answer.statusCode());
        }
    }
}
