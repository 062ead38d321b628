package io.footfall.platform.redis;

import io.footfall.platform.store.StoreRefusal;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from an error of Redis whether it is a refusal that only an operator can change. */
final class RedisRefusal {

    private static final String REDIS = "Redis";
    private static final Pattern COMMAND = Pattern.compile("'([a-z|]{1,40})' command");
    private static final String IN_SCRIPT = "script";

    /** What Redis 7.0 answers for a command, key or channel inside a script; later ones answer NOPERM. */
    private static final String NO_RIGHT_IN_SCRIPT = "The user executing the script can't";

    /** What is answered instead of NOAUTH to a command that is long, as scripts are. */
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

    /** The failure of a call that was refused; empty for an error that is no refusal. */
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
