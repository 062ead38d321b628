package io.footfall.platform.redis;

import io.footfall.platform.store.StoreRefusal;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides from an error reply of Redis whether it is a refusal that lasts until an operator changes something. */
final class RedisRefusal {

    private static final String REDIS = "Redis";
    private static final Pattern COMMAND = Pattern.compile("'([a-z|]{1,40})' command");
    private static final String IN_SCRIPT = "script";

    /**
     * The reply of Redis 7.0 when a script uses a command, key or channel without the right to; later versions reply
     * NOPERM.
     */
    private static final String NO_RIGHT_IN_SCRIPT = "The user executing the script can't";

    /** The reply instead of NOAUTH to a long command, such as a script. */
    private static final String UNAUTHENTICATED = "Protocol error: unauthenticated";

    private static final Pattern UNKNOWN = Pattern.compile(
            "unknown (redis )?(sub)?command|invalid command passed to redis.acl_check_cmd", Pattern.CASE_INSENSITIVE);

    private RedisRefusal() {}

    static Optional<StoreRefusal> of(Throwable failure) {
        if (!(failure instanceof ErrorType error)) {
            return Optional.empty();
        }
        if (error.is("WRONGPASS")) {
            return store("wrong_password", "Redis does not take the user and password of REDIS_URL");
        }
        String message = String.valueOf(error.getMessage());
        if (error.is("NOAUTH") || message.contains(UNAUTHENTICATED)) {
            return store("password_missing", "Redis wants a password, which REDIS_URL does not have");
        }
        if (error.is("NOPERM") || message.contains(NO_RIGHT_IN_SCRIPT)) {
            return operation(
                    "right_missing",
                    "the Redis user may not " + whatOf(message) + "; docs/redis.md lists the rights that it needs");
        }
        return UNKNOWN.matcher(message).find()
                ? operation("unknown_command", "this Redis lacks a command; it must be 7.0 or later")
                : Optional.empty();
    }

    /**
     * Returns the failure of a refused call; empty if the error is no refusal. A refusal inside a script may come after
     * commands of the script that were applied.
     */
    static Optional<StoreUnavailableException> failureOf(ErrorType error) {
        return of(error)
                .map(refusal -> String.valueOf(error.getMessage()).contains(IN_SCRIPT)
                        ? StoreUnavailableException.refusedMidway(REDIS, refusal, error)
                        : StoreUnavailableException.refused(REDIS, refusal, error));
    }

    private static Optional<StoreRefusal> store(String code, String explanation) {
        return Optional.of(new StoreRefusal(StoreRefusal.Scope.STORE, code, explanation));
    }

    private static Optional<StoreRefusal> operation(String code, String explanation) {
        return Optional.of(new StoreRefusal(StoreRefusal.Scope.OPERATION, code, explanation));
    }

    private static String whatOf(String message) {
        Matcher command = COMMAND.matcher(message);
        if (command.find()) {
            return "run the command " + command.group(1);
        }
        if (message.contains("key")) {
            return "use keys that begin with ff:";
        }
        if (message.contains("channel")) {
            return "use channels that begin with ff:";
        }
        return "run a command that a script needs";
    }
}
