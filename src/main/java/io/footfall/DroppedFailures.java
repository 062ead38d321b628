package io.footfall;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.footfall.capability.ratelimit.RateLimitExceededException;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.web.ConflictException;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.UnknownItemException;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import org.jboss.logging.Logger;

/**
 * Handles failures of cancelled work, mostly of requests whose client disconnected. By default, Quarkus logs each of
 * them as an error with a stack trace, so that clients could fill the log.
 */
@Singleton
class DroppedFailures {

    private static final Logger LOG = Logger.getLogger(DroppedFailures.class);
    private static final int SERVER_ERROR = 500;

    void handle(@Observes StartupEvent event) {
        Infrastructure.setDroppedExceptionHandler(DroppedFailures::dropped);
    }

    /** Ignores failures that would have become a 4xx response to the client: they are not failures of the service. */
    private static void dropped(Throwable failure) {
        if (isProblemOfTheRequest(failure)) {
            LOG.debug("a client disconnected before its problem was answered", failure);
        } else {
            RecoveredFailure.FINISH_CANCELLED_WORK.record(failure);
        }
    }

    private static boolean isProblemOfTheRequest(Throwable failure) {
        return failure instanceof InvalidInputException
                || failure instanceof UnknownItemException
                || failure instanceof ConflictException
                || failure instanceof RateLimitExceededException
                || failure instanceof WebApplicationException answer
                        && answer.getResponse().getStatus() < SERVER_ERROR
                || failure instanceof JsonProcessingException
                || failure instanceof SecurityException;
    }
}
