package io.footfall.capability.notifications;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Which notifications a user wants, and when.
 *
 * @param mutedTypes types of notifications that are not delivered, at most 100
 * @param quietHours time of day in which delivery is postponed until its end; null for none
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.ALWAYS)
record Preferences(
        @Schema(description = "Types that are not delivered, at most 100", examples = "[\"like\"]")
        Set<String> mutedTypes,

        @Schema(nullable = true, description = "When nothing is delivered until they are over")
        QuietHours quietHours) {

    static final Preferences NONE = new Preferences(Set.of(), null);

    private static final int MOST_TYPES = 100;

    /**
     * A daily time range in the user's time zone. Spans midnight if {@code from} is later than {@code until}.
     *
     * @param from start, inclusive
     * @param until end, exclusive
     * @param timeZone IANA time zone, for example Europe/Zurich
     */
    @RegisterForReflection
    record QuietHours(
            @JsonFormat(pattern = "HH:mm")
            @Schema(
                    required = true,
                    implementation = String.class,
                    description = "By the user's clock",
                    examples = "22:00")
            LocalTime from,

            @JsonFormat(pattern = "HH:mm")
            @Schema(
                    required = true,
                    implementation = String.class,
                    description = "By the user's clock",
                    examples = "07:00")
            LocalTime until,

            @Schema(required = true, description = "Of the IANA database", examples = "Europe/Zurich")
            String timeZone) {

        private QuietHours checked() {
            if (from == null || until == null || from.equals(until)) {
                throw new InvalidInputException("quietHours", "take from and until, two different times such as 22:00");
            }
            if (timeZone == null || !isZone(timeZone)) {
                throw new InvalidInputException("quietHours.timeZone", "takes a time zone such as Europe/Zurich");
            }
            return this;
        }

        private static boolean isZone(String name) {
            try {
                return name.length() <= 64 && ZoneId.of(name).getId().equals(name);
            } catch (DateTimeException e) {
                return false;
            }
        }

        /**
         * Returns the end of the quiet hours that contain a moment; empty if the moment is outside of quiet hours or
         * the time zone is no longer known to Java.
         */
        Optional<Instant> endAfter(Instant moment) {
            if (!isZone(timeZone)) {
                return Optional.empty();
            }
            ZonedDateTime here = moment.atZone(ZoneId.of(timeZone));
            return contains(here.toLocalTime())
                    ? Stream.of(here.toLocalDate(), here.toLocalDate().plusDays(1))
                            .flatMap(day -> endsOn(day, here.getZone().getRules()))
                            .filter(end -> end.isAfter(moment))
                            .findFirst()
                    : Optional.empty();
        }

        /**
         * Returns the instants at which the quiet hours end on a day. Two if clocks are set back over the end; the
         * moment of the change if clocks are set forward over it.
         */
        private Stream<Instant> endsOn(LocalDate day, ZoneRules rules) {
            LocalDateTime end = day.atTime(until);
            List<ZoneOffset> offsets = rules.getValidOffsets(end);
            return offsets.isEmpty()
                    ? Stream.of(rules.getTransition(end).getInstant())
                    : offsets.stream().map(end::toInstant);
        }

        private boolean contains(LocalTime time) {
            boolean overMidnight = from.isAfter(until);
            return overMidnight
                    ? !time.isBefore(from) || time.isBefore(until)
                    : !time.isBefore(from) && time.isBefore(until);
        }
    }

    Preferences checked() {
        Set<String> types = mutedTypes == null ? Set.of() : mutedTypes;
        if (types.size() > MOST_TYPES || !types.stream().allMatch(Ids::isId)) {
            throw new InvalidInputException(
                    "mutedTypes", "takes at most 100 texts of 1 to 64 characters of A-Z a-z 0-9 _ -");
        }
        return new Preferences(types, quietHours == null ? null : quietHours.checked());
    }

    boolean mute(String type) {
        return mutedTypes.contains(type);
    }

    /** Returns when a notification due at {@code moment} may be delivered; empty if it may be delivered immediately. */
    Optional<Instant> quietUntil(Instant moment) {
        return quietHours == null ? Optional.empty() : quietHours.endAfter(moment);
    }
}
