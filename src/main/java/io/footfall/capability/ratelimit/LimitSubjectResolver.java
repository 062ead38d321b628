package io.footfall.capability.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.platform.identity.AddressRange;
import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Keys;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Resolves the subject of a hit. Type prefixes that cannot begin an id keep hashed keys distinct from ids and from each
 * other.
 */
@Singleton
class LimitSubjectResolver {

    private static final String ADDRESS = "~";
    private static final String TOKEN = "$";
    private static final String TEXT = "@";

    /** A key that no override can match. */
    private static final String NO_NAME = "";

    private static final long MOST_REMEMBERED = 10_000;

    private final Viewers viewers;
    private final KeyHasher keyHasher;

    /**
     * Subjects of recent addresses, in memory only. Cached because a keyed hash costs more than the rest of a local
     * decision.
     */
    private final Cache<String, LimitSubject> clients =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    private final Cache<String, LimitSubject> texts =
            Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).build();

    LimitSubjectResolver(Viewers viewers, KeyHasher keyHasher) {
        this.viewers = viewers;
        this.keyHasher = keyHasher;
    }

    /** The subject of a request under a policy; empty where the policy does not limit such callers. */
    Optional<LimitSubject> of(Policy policy, Caller caller, RoutingContext request) {
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
     * The subject that a caller names: the client of an address, or the subject of any other text.
     *
     * @param field name of the request field, for errors
     * @param text an address, or any other key
     * @return the subject
     * @throws InvalidInputException where the text is no valid key
     */
    LimitSubject named(String field, String text) {
        if (Ids.isId(text)) {
            return id(text);
        }
        Keys.check(field, text);
        return addressIn(text).map(this::client).orElseGet(() -> text(text));
    }

    /**
     * The subject of a user, who may be the caller or, for example, the recipient of a notification. A user whose id is
     * written like an address is not the client of that address, and no override can match it.
     *
     * @param name the user's id, or the name in a reader's token, which need not be an id
     * @return the subject
     */
    LimitSubject user(String name) {
        if (Ids.isId(name)) {
            return id(name);
        }
        return addressIn(name).isPresent() ? new LimitSubject(NO_NAME, hashed(TEXT, name)) : text(name);
    }

    private static LimitSubject id(String id) {
        return new LimitSubject(id, LimitKey.id(id));
    }

    /**
     * The address in canonical form; empty where the text is no address. A text with spaces around an address is no
     * address.
     */
    private static Optional<String> addressIn(String text) {
        return text.indexOf(' ') < 0 ? AddressRange.canonical(text) : Optional.empty();
    }

    /** Uses a hash as the key: field names in Redis must be short, and a text may begin with a type prefix. */
    private LimitSubject text(String text) {
        return remembered(texts, text, () -> new LimitSubject(text, hashed(TEXT, text)));
    }

    private LimitSubject client(String address) {
        return remembered(clients, address, () -> newClient(address));
    }

    private LimitSubject remembered(Cache<String, LimitSubject> subjects, String name, Supplier<LimitSubject> made) {
        if (!keyHasher.areShared()) {
            return made.get();
        }
        LimitSubject known = subjects.getIfPresent(name);
        if (known == null) {
            known = made.get();
            subjects.put(name, known);
        }
        return known;
    }

    private LimitSubject newClient(String address) {
        String site = AddressRange.siteOf(address);
        return new LimitSubject(site, hashed(ADDRESS, site));
    }

    private LimitSubject token(Caller caller) {
        return new LimitSubject(NO_NAME, hashed(TOKEN, caller.credential()));
    }

    private LimitKey hashed(String mark, String text) {
        return new LimitKey(mark + keyHasher.of(mark + text), true);
    }
}
