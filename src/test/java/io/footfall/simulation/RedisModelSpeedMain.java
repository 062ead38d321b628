package io.footfall.simulation;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures the CPU time that the model takes for a call that counts four views. A simulation makes millions of such
 * calls.
 */
public final class RedisModelSpeedMain {

    private static final int CALLS = 1_000_000;
    private static final int AT_ONCE = 1_000;
    private static final int PASSES = 3;
    private static final int OPERATIONS = 4;
    private static final int PARTITIONS = 8;
    private static final int ITEMS = 50;
    private static final int VIEWERS = 200;
    private static final Instant NOW = Instant.ofEpochMilli(1_790_000_000_000L);

    private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

    private RedisModelSpeedMain() {}

    /**
     * Runs three passes of a million calls, and prints the CPU time per call of each pass.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        RedisScripts.learn(RedisScripts.text("count"));
        for (int pass = 0; pass < PASSES; pass++) {
            RedisModel redis = new RedisModel(() -> NOW);
            redis.call(List.of("SET", "ff:era", "2"));
            Random random = new Random(pass);
            long spent = 0;
            for (int made = 0; made < CALLS; made += AT_ONCE) {
                List<List<String>> calls = calls(made, random);
                long begun = THREAD.getCurrentThreadCpuTime();
                calls.forEach(redis::call);
                spent += THREAD.getCurrentThreadCpuTime() - begun;
            }
            System.out.printf("%d ns of CPU a call%n", spent / CALLS);
        }
    }

    /**
     * Generates 1,000 calls. They are not generated all at once, because the measurement would then include the cost of
     * their memory.
     */
    private static List<List<String>> calls(int made, Random random) {
        List<List<String>> calls = new ArrayList<>(AT_ONCE);
        for (int i = 1; i <= AT_ONCE; i++) {
            calls.add(call(RedisScripts.digestOf("count"), made + i, random));
        }
        return calls;
    }

    private static List<String> call(String digest, int seq, Random random) {
        String partition = "ff:{0" + random.nextInt(PARTITIONS) + "}";
        List<String> call = new ArrayList<>(List.of(
                "EVALSHA",
                digest,
                "3",
                partition,
                "ff:era",
                "ff:call:a",
                "w",
                "1790000600000",
                "0",
                "id",
                Integer.toString(seq),
                "60000",
                "2",
                "ff:totals",
                "sender",
                "0",
                "0"));
        for (int i = 0; i < OPERATIONS; i++) {
            call.addAll(List.of("*", "1", "", partition, "s:" + random.nextInt(ITEMS)));
            call.addAll(List.of(Long.toString(random.nextInt(VIEWERS) * 1_234_567_891_234L), "5"));
        }
        return call;
    }
}
