package io.footfall.simulation;

/** What a script of {@code src/main/resources/redis} does, as far as its caller can tell. */
@FunctionalInterface
public interface RedisScript {

    /**
     * Runs it as one atomic step.
     *
     * @param call its keys and arguments, and the Redis that it runs in
     * @return null, Long, String, or List of those
     * @throws RedisModel.Refusal with the error that the script answers
     */
    Object run(ScriptCall call);
}
