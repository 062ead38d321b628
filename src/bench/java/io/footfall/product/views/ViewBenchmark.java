package io.footfall.product.views;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.footfall.capability.ratelimit.HitBatches;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.api.ViewAnswer;
import io.footfall.product.views.counting.CallerLimits;
import io.footfall.product.views.counting.CountCall;
import io.footfall.product.views.counting.ViewOperation;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindow;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.Salt;
import io.footfall.product.views.model.Source;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.reads.CountAnswer;
import io.footfall.product.views.totals.SharedTotals;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Measures the Java part of a view: the dedup mark, its share of a Redis call, and the JSON response. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ViewBenchmark {

    private static final int BATCH = 64;

    private final ObjectMapper json =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private final Salt salt = new Salt(Base64.getEncoder().encodeToString(new byte[32]));
    private final ItemId item = ItemId.story("load-17");
    private final Viewer viewer =
            Viewer.anonymous("10.17.3.5", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
    private final DedupRetention retention =
            new DedupRetention(DedupWindow.at(Instant.EPOCH, 24), Instant.EPOCH.plusSeconds(86_400), false);
    private final EraFence.Token fence = new EraFence.Token(RedisKeys.era(), 2);
    private final UUID call = new UUID(1, 2);
    private final ViewAnswer answer = ViewAnswer.of(item, new Outcome.Counted(42, Source.REDIS, false));
    private final CountAnswer count = CountAnswer.of(item, 42, 40, Instant.EPOCH);
    private final List<ViewOperation> batch = IntStream.range(0, BATCH)
            .mapToObj(i -> ItemId.story("load-" + i))
            .map(story -> ViewOperation.count(
                            story,
                            new PartitionIndex.Place(story.id(), 0, null),
                            ViewScope.ITEM,
                            retention,
                            salt.digest(viewer))
                    .limitedBy(CallerLimits.NONE))
            .toList();

    /** Computes the dedup mark of a viewer for one view. */
    @Benchmark
    public long mark() {
        return salt.digest(viewer).mark(item.field());
    }

    /** Builds the arguments of a Redis call with 64 views. The result is the time per view. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<String> call() {
        return new CountCall(
                        batch, "ff:call:bench", fence, new SharedTotals.Audience("", ""), call, 7, HitBatches.empty())
                .arguments();
    }

    /** Serializes the response to a view. */
    @Benchmark
    public byte[] answerAsJson() throws JsonProcessingException {
        return json.writeValueAsBytes(answer);
    }

    /** Serializes the response to a query for a count. */
    @Benchmark
    public byte[] countAsJson() throws JsonProcessingException {
        return json.writeValueAsBytes(count);
    }
}
