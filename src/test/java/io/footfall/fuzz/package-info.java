/**
 * Random requests for every operation of the OpenAPI description, most of them broken on purpose, and the rules that
 * hold for every response.
 *
 * <p>{@link io.footfall.fuzz.FuzzIT} runs the test. Each {@link io.footfall.fuzz.Generator} breaks one part of a
 * request: its head, the framing of its body, its JSON, its token, its path and query. A request depends only on the
 * seed and its number, so a single request can be repeated: {@code -Dfootfall.fuzz.seed=} and
 * {@code -Dfootfall.fuzz.only=}, both printed with a failure. {@code -Dfootfall.fuzz.requests=} sets the number of
 * requests.
 */
package io.footfall.fuzz;
