package io.footfall.platform.postgres;

import io.footfall.platform.store.StoreRefusal;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.ErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Why a migration failed, and whether another attempt can succeed.
 *
 * @param kind whether another attempt can succeed
 * @param code names the reason in health checks; lower case with underscores
 * @param explanation for operators; without secrets, addresses and ids
 */
record MigrationFailure(Kind kind, String code, String explanation) {

    /** Whether another attempt can succeed. */
    enum Kind {
        /** Postgres is unavailable or busy: another attempt can succeed soon, without an operator. */
        TEMPORARY,

        /** Postgres refuses: another attempt can succeed after an operator changed something. */
        REFUSED,

        /** No attempt can succeed with this version of the service on this database. */
        PERMANENT
    }

    /**
     * SQLSTATE classes: connection exception (08), transaction rollback (40), insufficient resources (53), object not
     * available such as a lock timeout (55), cancelled statement or shutdown (57), system error (58).
     */
    private static final Set<String> TEMPORARY = Set.of("08", "40", "53", "55", "57", "58");

    private static final Set<ErrorCode> PERMANENT = Set.of(
            CoreErrorCode.CONFIGURATION,
            CoreErrorCode.DUPLICATE_VERSIONED_MIGRATION,
            CoreErrorCode.DUPLICATE_REPEATABLE_MIGRATION,
            CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE,
            CoreErrorCode.FAILED_VERSIONED_MIGRATION,
            CoreErrorCode.FAILED_REPEATABLE_MIGRATION);

    private static final Pattern SCRIPT = Pattern.compile("[VR][\\w.]*__\\w+\\.sql");
    private static final Pattern VERSION = Pattern.compile("migration version ([\\w.]{1,20})");

    static MigrationFailure of(RuntimeException failure) {
        Optional<StoreRefusal> refusal = PostgresRefusal.of(failure);
        if (refusal.isPresent()) {
            return new MigrationFailure(
                    Kind.REFUSED, refusal.get().code(), refusal.get().explanation());
        }
        if (PostgresRefusal.states(failure).anyMatch(state -> TEMPORARY.contains(state.substring(0, 2)))) {
            return temporary(failure);
        }
        if (failure instanceof FlywayValidateException) {
            return new MigrationFailure(
                    Kind.PERMANENT,
                    "schema_differs",
                    "this database was migrated with other scripts than those of this version"
                            + found(VERSION, failure)
                                    .map(" (version %s)"::formatted)
                                    .orElse(""));
        }
        return failure instanceof FlywayException flyway && isPermanent(flyway)
                ? new MigrationFailure(Kind.PERMANENT, "migration_failed", explained(flyway))
                : temporary(failure);
    }

    /**
     * Flyway does not report every script that fails with an error code of its own. A SQLSTATE is enough: it shows that
     * Postgres rejected the script.
     */
    private static boolean isPermanent(FlywayException failure) {
        return PERMANENT.contains(failure.getErrorCode())
                || PostgresRefusal.states(failure).findAny().isPresent();
    }

    private static MigrationFailure temporary(RuntimeException failure) {
        return new MigrationFailure(
                Kind.TEMPORARY, "unavailable", failure.getClass().getSimpleName());
    }

    private static String explained(FlywayException failure) {
        if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return "the schema holds tables that are not Footfall's; it needs a database or a schema of its own";
        }
        return "a script failed"
                + found(SCRIPT, failure).map(": %s"::formatted).orElse("")
                + PostgresRefusal.states(failure)
                        .findFirst()
                        .map(" (SQLSTATE %s)"::formatted)
                        .orElse("");
    }

    private static Optional<String> found(Pattern pattern, RuntimeException failure) {
        Matcher matcher = pattern.matcher(String.valueOf(failure.getMessage()));
        return matcher.find() ? Optional.of(matcher.group(matcher.groupCount())) : Optional.empty();
    }
}
