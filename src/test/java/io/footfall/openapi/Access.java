package io.footfall.openapi;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The callers that may call an operation, as the API contract specifies. */
enum Access {
    /** Any caller, including callers without a token. */
    EVERYBODY(),
    /** A signed-in reader, for its own data. */
    READER("reader"),
    /** The user whose id is in the path, or a service for any user. */
    THAT_READER_OR_SERVICE("reader", "service"),
    /** A signed-in reader for its own data, or a service for any user. */
    READER_OR_SERVICE("reader", "service"),
    SERVICE("service"),
    OPERATOR("operator"),
    CRON_OR_OPERATOR("cron", "operator");

    private static final String TABLE = """
            EVERYBODY GET /api/ping
            EVERYBODY GET /api/health/redis
            EVERYBODY GET /api/stories
            EVERYBODY GET /api/stories/{id}
            EVERYBODY GET /api/stories/{id}/badge.svg
            EVERYBODY GET /api/stories/{id}/chapters
            EVERYBODY GET /api/stories/{id}/stats
            EVERYBODY GET /api/stories/{id}/views
            EVERYBODY POST /api/stories/{id}/view
            EVERYBODY GET /api/chapters/{id}
            EVERYBODY GET /api/chapters/{id}/views
            EVERYBODY POST /api/chapters/{id}/view
            EVERYBODY GET /api/views
            EVERYBODY GET /api/trending
            EVERYBODY GET /api/v1/cache

            READER GET /api/notifications
            READER GET /api/notifications/stream
            READER GET /api/notifications/unread-count
            READER POST /api/notifications/read-all
            READER POST /api/notifications/{id}/read
            READER DELETE /api/notifications/{id}

            THAT_READER_OR_SERVICE GET /api/authors/{id}/dashboard
            THAT_READER_OR_SERVICE GET /api/users/{id}/likes
            THAT_READER_OR_SERVICE GET /api/users/{id}/preferences
            THAT_READER_OR_SERVICE PUT /api/users/{id}/preferences

            READER_OR_SERVICE PUT /api/stories/{id}/like
            READER_OR_SERVICE DELETE /api/stories/{id}/like
            READER_OR_SERVICE POST /api/sessions
            READER_OR_SERVICE GET /api/sessions/{id}
            READER_OR_SERVICE PUT /api/sessions/{id}
            READER_OR_SERVICE DELETE /api/sessions/{id}
            READER_OR_SERVICE POST /api/sessions/{id}/extend

            SERVICE PUT /api/stories/{id}
            SERVICE DELETE /api/stories/{id}
            SERVICE PUT /api/chapters/{id}
            SERVICE DELETE /api/chapters/{id}
            SERVICE POST /api/views
            SERVICE POST /api/notifications
            SERVICE GET /api/rate-limits
            SERVICE POST /api/rate-limits/{policy}/check
            SERVICE GET /api/rate-limits/{policy}/{key}
            SERVICE POST /api/jobs/{queue}
            SERVICE GET /api/jobs/{queue}
            SERVICE POST /api/jobs/{queue}/claim
            SERVICE GET /api/jobs/{queue}/dead
            SERVICE DELETE /api/jobs/{queue}/dead
            SERVICE DELETE /api/jobs/{queue}/dead/{id}
            SERVICE POST /api/jobs/{queue}/dead/{id}/retry
            SERVICE GET /api/jobs/{queue}/{id}
            SERVICE POST /api/jobs/{queue}/{id}/complete
            SERVICE POST /api/jobs/{queue}/{id}/fail
            SERVICE POST /api/jobs/{queue}/{id}/extend
            SERVICE GET /api/locks/{name}
            SERVICE POST /api/locks/{name}
            SERVICE PUT /api/locks/{name}
            SERVICE DELETE /api/locks/{name}
            SERVICE GET /api/counters/{name}
            SERVICE POST /api/counters/{name}/increment
            SERVICE POST /api/counters/{name}/reset
            SERVICE GET /api/leaderboards/{name}
            SERVICE GET /api/leaderboards/{name}/members/{member}
            SERVICE POST /api/leaderboards/{name}/members/{member}
            SERVICE DELETE /api/leaderboards/{name}/members/{member}
            SERVICE GET /api/flags
            SERVICE GET /api/flags/{name}
            SERVICE PUT /api/flags/{name}
            SERVICE DELETE /api/flags/{name}
            SERVICE GET /api/flags/{name}/changes
            SERVICE GET /api/settings
            SERVICE PUT /api/settings
            SERVICE GET /api/settings/{name}/changes

            OPERATOR GET /api/admin/kpis
            OPERATOR GET /api/admin/live
            OPERATOR GET /api/admin/redis/metrics
            OPERATOR POST /api/admin/self-test
            OPERATOR GET /api/admin/view-stats
            OPERATOR GET /api/admin/rate-limits/{policy}/overrides
            OPERATOR PUT /api/admin/rate-limits/{policy}/overrides/{key}
            OPERATOR DELETE /api/admin/rate-limits/{policy}/overrides/{key}
            OPERATOR DELETE /api/rate-limits/{policy}/{key}
            OPERATOR DELETE /api/v1/cache
            OPERATOR POST /api/v1/cache/warm
            OPERATOR POST /api/views/import

            CRON_OR_OPERATOR GET /api/cron/sync-views
            CRON_OR_OPERATOR POST /api/cron/sync-views
            """;

    private final Set<String> roles;

    Access(String... roles) {
        this.roles = Set.of(roles);
    }

    /** Returns the access of every operation of the API, by method and path. */
    static Map<String, Access> table() {
        Map<String, Access> table = new TreeMap<>();
        TABLE.lines().filter(line -> !line.isBlank()).forEach(line -> {
            String[] access = line.split(" ", 2);
            table.put(access[1], Access.valueOf(access[0]));
        });
        return table;
    }

    Set<String> roles() {
        return roles;
    }

    /** The status with which a caller is rejected, or 0 if the caller is allowed. */
    int refusalOf(TestCaller caller) {
        if (caller.proof() == TestCaller.Proof.WRONG) {
            return 401;
        }
        if (caller == TestCaller.CRON) {
            return roles.contains(caller.role()) ? 0 : 403;
        }
        if (this == EVERYBODY) {
            return 0;
        }
        if (caller.proof() == TestCaller.Proof.NONE) {
            return 401;
        }
        if (this == THAT_READER_OR_SERVICE && caller == TestCaller.OTHER_READER) {
            return 403;
        }
        boolean asService = caller == TestCaller.OPERATOR && roles.contains("service");
        return asService || roles.contains(caller.role()) ? 0 : 403;
    }
}
