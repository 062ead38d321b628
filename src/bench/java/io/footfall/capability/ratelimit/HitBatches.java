package io.footfall.capability.ratelimit;

/** Gives benchmarks of other packages what they need of this one. */
public final class HitBatches {

    private HitBatches() {}

    /**
     * A batch of views that no limit is about.
     *
     * @return an empty batch
     */
    public static LimitCheckBatch empty() {
        return new LimitCheckBatch((hit, outcome) -> {});
    }
}
