package io.footfall.capability.ratelimit;

/** Gives benchmarks in other packages access to package-private types of this package. */
public final class HitBatches {

    private HitBatches() {}

    /**
     * A batch without rate limit checks, for views to which no limit applies.
     *
     * @return an empty batch
     */
    public static LimitCheckBatch empty() {
        return new LimitCheckBatch((hit, outcome) -> {});
    }
}
