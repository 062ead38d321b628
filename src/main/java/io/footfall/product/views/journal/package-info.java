/**
 * The journal: views of items whose existence cannot be checked while Postgres is unavailable. They are kept in Redis
 * until {@code ingest} replays them.
 *
 * <p>Guarantees: the journal is bounded for all replicas together. The same view is kept once. An entry holds no
 * identity of the viewer, only a digest, and expires with its dedup window.
 *
 * <p>May use: {@code model} of views; the catalog; the platform. {@code counting} adds entries, {@code ingest} reads
 * and removes them.
 *
 * <p>Start reading at {@link io.footfall.product.views.journal.ViewJournal}. The script is {@code journal.lua};
 * decision 21 gives the reasons.
 */
package io.footfall.product.views.journal;
