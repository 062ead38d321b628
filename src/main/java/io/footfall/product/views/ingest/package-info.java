/**
 * Views that do not come from a request of a reader: imports of web server logs, and the replay of the journal. Both
 * count through {@code ViewService}.
 *
 * <p>Guarantees: a log that is imported again, and a journal entry that is replayed again, counts nothing twice, as
 * long as the dedup marks are kept. A regular expression of a caller cannot block an event loop: its compiled size and
 * the matching steps are bounded, and it runs on the import thread. The memory of an import does not grow with the log.
 * An entry leaves the journal only after it was counted, or if it can never be counted.
 *
 * <p>May use: {@code counting}, {@code journal}, {@code sync} and {@code model} of views; the catalog; the capability
 * locks; the platform. {@code api} uses this package.
 *
 * <p>Start reading at {@link io.footfall.product.views.ingest.LogImport} for imports, and at
 * {@link io.footfall.product.views.ingest.JournalReplay} for the journal.
 */
package io.footfall.product.views.ingest;
