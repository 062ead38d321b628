package io.footfall.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.support.Api;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

/** Spring's {@code RestClient} writes bodies while it sends them, so it does not announce their length. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SpringRestClientTest {

    private static final ParameterizedTypeReference<Map<String, Object>> JSON = new ParameterizedTypeReference<>() {};

    /** The HTTP client below Spring's {@code RestClient}. */
    enum Transport {
        /** Requests HTTP/2 with an {@code Upgrade} header, the default of the JDK's client. */
        JDK {
            @Override
            ClientHttpRequestFactory factory() {
                return new JdkClientHttpRequestFactory();
            }
        },
        JDK_HTTP_1 {
            @Override
            ClientHttpRequestFactory factory() {
                return new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build());
            }
        },
        URL_CONNECTION {
            @Override
            ClientHttpRequestFactory factory() {
                return new SimpleClientHttpRequestFactory();
            }
        },
        URL_CONNECTION_IN_CHUNKS {
            @Override
            ClientHttpRequestFactory factory() {
                SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
                factory.setChunkSize(100);
                return factory;
            }
        };

        abstract ClientHttpRequestFactory factory();
    }

    private static RestClient client(Transport transport, String authorization) {
        return RestClient.builder()
                .requestFactory(transport.factory())
                .baseUrl(Bodies.url(""))
                .defaultHeader("Authorization", authorization)
                .build();
    }

    private static Map<String, Object> post(RestClient client, String path, Object body) {
        return client.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .retrieve()
                .body(JSON);
    }

    @ParameterizedTest
    @EnumSource
    void aBackendCountsViews(Transport transport) {
        String story = Api.newStory();
        RestClient backend = client(transport, ServiceUnderTest.SERVICE);

        Map<String, Object> one = post(backend, "/api/stories/" + story + "/view", Map.of("userId", "ada"));
        Map<String, Object> many = post(backend, "/api/views", Map.of("views", viewsOf(story)));

        assertThat(one).containsEntry("isFirstView", true).containsEntry("viewCount", 1);
        assertThat((List<?>) many.get("items")).hasSize(1_000);
        assertThat(Bodies.viewsOf(story)).isEqualTo(1_001);
    }

    private static List<Map<String, String>> viewsOf(String story) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> Map.of("type", "story", "id", story, "userId", "u" + i))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aWorkerTakesAJob(Transport transport) {
        String queue = "/api/jobs/" + Api.newId();
        RestClient worker = client(transport, ServiceUnderTest.SERVICE);

        Map<String, Object> enqueued = post(worker, queue, Map.of("payload", Map.of("to", "ada", "text", "ä €")));
        Map<String, Object> claimed = post(worker, queue + "/claim", Map.of("max", 1));

        assertThat(enqueued).containsKey("id");
        assertThat((List<?>) claimed.get("items")).singleElement().asString().contains("ä €", "" + enqueued.get("id"));
    }

    /** A rejected request leaves the connection usable. Both clients keep it open. */
    @ParameterizedTest
    @EnumSource
    void aRefusalIsReadAndTheNextRequestIsAnswered(Transport transport) {
        String view = "/api/stories/" + Api.newStory() + "/view";
        RestClient reader = client(transport, ServiceUnderTest.reader("ada"));
        RestClient stranger = client(transport, "Bearer wrong");

        IntStream.range(0, 5).forEach(i -> {
            assertThatThrownBy(() -> post(stranger, "/api/views", Map.of("views", viewsOf("s1"))))
                    .isInstanceOfSatisfying(
                            HttpClientErrorException.class,
                            refused -> assertThat(refused.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED));
            assertThatThrownBy(() -> post(reader, view, Map.of("userId", "eve")))
                    .isInstanceOf(HttpClientErrorException.Forbidden.class);
        });

        assertThat(reader.post().uri(view).retrieve().body(JSON)).containsEntry("viewCount", 1);
    }
}
