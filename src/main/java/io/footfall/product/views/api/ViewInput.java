package io.footfall.product.views.api;

import io.footfall.platform.identity.AddressRange;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Texts;
import io.footfall.platform.web.UserIds;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The viewer that a service names in a request.
 *
 * @param userId the id of a user of the platform
 * @param clientInfo identifies a reader without an account
 */
@RegisterForReflection(ignoreNested = false)
record ViewInput(
        @Schema(pattern = UserIds.PATTERN, examples = "u1") String userId, ClientInfo clientInfo) {

    /** An empty input: the caller of the request is the viewer. */
    static final ViewInput NONE = new ViewInput(null, null);

    private static final int LONGEST_IP = 64;
    private static final int LONGEST_AGENT = 512;

    /** The address and user agent of a reader's request to the platform. Neither is stored. */
    record ClientInfo(
            @Schema(examples = "203.0.113.7") String ip,

            @Schema(examples = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
            String userAgent) {}

    boolean namesViewer() {
        return userId != null || clientInfo != null;
    }

    /**
     * Returns the viewer: by user id if there is one, else by address and user agent; empty if none is named.
     *
     * @throws InvalidInputException if a field is invalid
     */
    Optional<Viewer> viewer() {
        if (userId != null) {
            return Optional.of(Viewer.user(UserIds.check("userId", userId)));
        }
        if (clientInfo == null) {
            return Optional.empty();
        }
        String ip = clientInfo.ip();
        if (ip == null || ip.length() > LONGEST_IP) {
            throw invalidIp();
        }
        String address = AddressRange.canonical(ip).orElseThrow(ViewInput::invalidIp);
        return Optional.of(Viewer.anonymous(address, userAgent()));
    }

    private static InvalidInputException invalidIp() {
        return new InvalidInputException("clientInfo.ip", "takes an IPv4 or IPv6 address");
    }

    String userAgent() {
        String agent = clientInfo == null ? null : clientInfo.userAgent();
        return agent == null ? "" : Texts.shorten(agent, LONGEST_AGENT);
    }
}
