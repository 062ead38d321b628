package io.footfall.product.views.ingest;

import io.footfall.platform.identity.AddressRange;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.counting.Crawlers;
import io.footfall.product.views.counting.ViewService;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.ViewScope;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One import: processes lines in order and sums up the results. Its steps run one after the other, so that no two
 * threads access it at the same time.
 */
public final class LogImport {

    private static final int NAMED_MALFORMED = 10;

    /** Steps per turn on the import thread, about 20 ms; then another import gets a turn. */
    private static final long STEPS_A_TURN = 500_000;

    private record Read(ItemId item, Viewer viewer, DedupRetention retention) {}

    private final ItemPattern pattern;
    private final ViewService views;
    private final DedupWindows windows;
    private final Crawlers crawlers;
    private final Executor thread;
    private final MatchBudget budget = new MatchBudget();

    private long steps;
    private long lines;
    private long counted;
    private long duplicates;
    private long bots;
    private long unmatched;
    private long unknown;
    private long skipped;
    private long malformed;
    private final List<Long> malformedLines = new ArrayList<>();
    private Instant heldUntil;

    /**
     * Creates an import that has not begun.
     *
     * @param pattern maps paths to items
     * @param views counts the views
     * @param windows finds the dedup windows of lines
     * @param crawlers detects crawlers
     * @param thread runs the matching, which may take long
     */
    public LogImport(ItemPattern pattern, ViewService views, DedupWindows windows, Crawlers crawlers, Executor thread) {
        this.pattern = pattern;
        this.views = views;
        this.windows = windows;
        this.crawlers = crawlers;
        this.thread = thread;
    }

    /** Counts a chunk of lines, with one or two round trips for all of them. */
    private Uni<Void> take(List<String> chunk, Context context) {
        Iterator<String> rest = chunk.iterator();
        List<Read> reads = new ArrayList<>();
        return Uni.createFrom()
                .item(() -> readSome(rest, reads))
                .runSubscriptionOn(thread)
                .repeat()
                .whilst(more -> more)
                .collect()
                .last()
                .emitOn(counting -> context.runOnContext(unused -> counting.run()))
                .chain(read -> countAll(reads));
    }

    /**
     * Reads lines until the steps of this turn are used up.
     *
     * @return whether lines are left for another turn
     */
    private boolean readSome(Iterator<String> rest, List<Read> reads) {
        long end = steps + STEPS_A_TURN;
        while (rest.hasNext() && steps < end) {
            read(rest.next()).ifPresent(reads::add);
        }
        return rest.hasNext();
    }

    private Uni<Void> countAll(List<Read> reads) {
        List<Uni<Void>> counting = reads.stream().map(this::count).toList();
        return counting.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(counting).andFailFast().replaceWithVoid();
    }

    private Optional<Read> read(String text) {
        lines++;
        Optional<LogLine> parsed = LogLine.parse(text);
        if (parsed.isEmpty()) {
            malformed++;
            if (malformedLines.size() < NAMED_MALFORMED) {
                malformedLines.add(lines);
            }
            return Optional.empty();
        }
        LogLine line = parsed.get();
        if (!line.isPageRead() || windows.isAhead(line.time())) {
            skipped++;
            return Optional.empty();
        }
        long needed = pattern.steps(line.path());
        steps += needed;
        budget.spend(needed);
        Optional<ItemId> item = pattern.itemOf(line.path());
        if (item.isEmpty()) {
            unmatched++;
            return Optional.empty();
        }
        if (crawlers.isCrawler(line.userAgent())) {
            bots++;
            return Optional.empty();
        }
        return item.map(found ->
                new Read(found, Viewer.anonymous(addressOf(line), line.userAgent()), windows.imported(line.time())));
    }

    /** A web server may log host names instead of addresses. */
    private static String addressOf(LogLine line) {
        return AddressRange.canonical(line.address()).orElse(line.address());
    }

    private Uni<Void> count(Read read) {
        return views.count(read.item(), ViewScope.ITEM, read.viewer(), read.retention())
                .invoke(outcome -> counted(outcome, read.retention()))
                .replaceWithVoid()
                .onFailure(UnknownItemException.class)
                .recoverWithUni(() -> {
                    unknown++;
                    return Uni.createFrom().voidItem();
                });
    }

    private void counted(Outcome outcome, DedupRetention retention) {
        if (outcome instanceof Outcome.Counted) {
            counted++;
        } else {
            duplicates++;
        }
        if (heldUntil == null || retention.until().isBefore(heldUntil)) {
            heldUntil = retention.until();
        }
    }

    ImportSummary summary() {
        return new ImportSummary(
                lines,
                counted,
                duplicates,
                bots,
                unmatched,
                unknown,
                skipped,
                malformed,
                malformedLines.isEmpty() ? null : malformedLines,
                heldUntil);
    }

    /**
     * Imports a stream of lines. Must be called once.
     *
     * @param log the lines, without line breaks
     * @param linesAtOnce the number of lines that are counted together, at least 1
     * @param context the event loop on which the views are counted
     * @return the result; fails with {@code InvalidInputException} if the pattern takes too long for the paths of this
     *     log, and with the failure of the first view that cannot be counted for another reason than an unknown item;
     *     the views before it stay counted, and the log can be sent again
     */
    public Uni<ImportSummary> run(Multi<String> log, int linesAtOnce, Context context) {
        return log.group()
                .intoLists()
                .of(linesAtOnce)
                .onItem()
                .transformToUniAndConcatenate(chunk -> take(chunk, context))
                .collect()
                .last()
                .map(done -> summary());
    }
}
