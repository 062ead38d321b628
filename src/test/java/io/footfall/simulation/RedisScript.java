package io.footfall.simulation;

/** The behaviour of a script in {@code src/main/resources/redis}, as far as its caller can observe it. */
@FunctionalInterface
public interface RedisScript {

    /**
     * Runs the script as one atomic step.
     *
     * @param call the keys and arguments, and the Redis in which the script runs
     * @return null, Long, String, or List of those
     * @throws RedisModel.Refusal with the error that the script answers
     */
    Object run(ScriptCall call);
}
