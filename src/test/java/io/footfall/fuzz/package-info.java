/**
 * Random requests over every operation of the OpenAPI description, most of them broken on purpose, and what has to hold whatever is sent.
 *
 * <p>{@link io.footfall.fuzz.FuzzIT} runs it. Each {@link io.footfall.fuzz.Generator} breaks one part of a request: its head, the framing of its body,
 * its JSON, its token, its path and query. What it makes follows from the seed and a number alone, so one request can be sent again by itself:
 * {@code -Dfootfall.fuzz.seed=} and {@code -Dfootfall.fuzz.only=}, both printed with a failure. {@code -Dfootfall.fuzz.requests=} sends more.
 */
package io.footfall.fuzz;
