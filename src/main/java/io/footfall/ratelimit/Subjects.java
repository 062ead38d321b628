package io.footfall.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.identity.AddressRange;
import io.footfall.identity.Caller;
import io.footfall.identity.Viewers;
import io.footfall.web.Ids;
import io.footfall.web.InvalidInputException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Tells whose hit a request is. Marks that no id has keep hashes apart from ids, and from each other. */
@Singleton
class Subjects {

    private static final String ADDRESS = "~";
    private static final String TOKEN = "$";
    private static final String USER = "@";

    /** What no override can be of. */
    private static final String NO_NAME = "";

    private static final long CLIENTS_REMEMBERED = 10_000;

    private final Viewers viewers;
    private final Pseudonyms pseudonyms;

    /** Of clients that come again and again: a keyed hash costs more than the rest of a decision here. In memory alone. */
    private final Cache<String, Subject> clients =
            Caffeine.newBuilder().maximumSize(CLIENTS_REMEMBERED).build();

    Subjects(Viewers viewers, Pseudonyms pseudonyms) {
        this.viewers = viewers;
        this.pseudonyms = pseudonyms;
    }

    /** Whose hit it is under a policy; empty where the policy does not limit such callers. */
    Optional<Subject> of(Policy policy, Caller caller, RoutingContext request) {
        if (caller.isAnonymous()) {
            return Optional.of(client(viewers.addressOf(request)));
        }
        if (!caller.isReader()) {
            return policy.key() == Policy.Key.TOKEN ? Optional.of(token(caller)) : Optional.empty();
        }
        return Optional.of(
                policy.key() == Policy.Key.CLIENT ? client(viewers.addressOf(request)) : user(caller.name()));
    }

    /**
     * Whom a caller names.
     *
     * @throws InvalidInputException where the text is neither an id nor an address
     */
    Subject named(String field, String text) {
        if (Ids.isId(text)) {
            return new Subject(text, LimitKey.id(text));
        }
        return Optional.ofNullable(text)
                .flatMap(AddressRange::canonical)
                .map(this::client)
                .orElseThrow(() -> new InvalidInputException(
                        field, "takes 1 to 64 characters of A-Z a-z 0-9 _ -, or an IP address"));
    }

    private Subject client(String address) {
        if (!pseudonyms.areShared()) {
            return newClient(address);
        }
        Subject known = clients.getIfPresent(address);
        if (known == null) {
            known = newClient(address);
            clients.put(address, known);
        }
        return known;
    }

    private Subject newClient(String address) {
        String site = AddressRange.siteOf(address);
        return new Subject(site, hashed(ADDRESS, site));
    }

    private Subject user(String name) {
        return Ids.isId(name) ? new Subject(name, LimitKey.id(name)) : new Subject(NO_NAME, hashed(USER, name));
    }

    private Subject token(Caller caller) {
        return new Subject(NO_NAME, hashed(TOKEN, caller.credential()));
    }

    private LimitKey hashed(String mark, String text) {
        return new LimitKey(mark + pseudonyms.of(mark + text), true);
    }
}
