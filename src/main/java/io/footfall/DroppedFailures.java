package io.footfall;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.footfall.ratelimit.RateLimitExceededException;
import io.footfall.store.RecoveredFailure;
import io.footfall.web.ConflictException;
import io.footfall.web.InvalidInputException;
import io.footfall.web.UnknownItemException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import org.jboss.logging.Logger;

/**
 * Failures of work that nobody waits for any more, most of them of requests whose client disconnected. Quarkus logs each as an error with its stack
 * trace, so that clients could fill the log.
 */
@Singleton
class DroppedFailures {

    private static final Logger LOG = Logger.getLogger(DroppedFailures.class);

    void handle(@Observes StartupEvent event) {
        Infrastructure.setDroppedExceptionHandler(DroppedFailures::dropped);
    }

    /** What would have been told to the client is no failure of the service. */
    static void dropped(Throwable failure) {
        if (isProblemOfTheClient(failure)) {
            LOG.debug("a client disconnected before it was told of its problem", failure);
        } else {
            RecoveredFailure.ANSWER_CLIENT.record(failure);
        }
    }

    private static boolean isProblemOfTheClient(Throwable failure) {
        return failure instanceof InvalidInputException
                || failure instanceof UnknownItemException
                || failure instanceof ConflictException
                || failure instanceof RateLimitExceededException
                || failure instanceof WebApplicationException
                || failure instanceof JsonProcessingException
                || failure instanceof SecurityException;
    }
}
