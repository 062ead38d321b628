package io.footfall.packaging;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds calls that are reachable from code, directly and through other code of Footfall. Lambdas and method references
 * are not followed, because their receivers run them later.
 */
final class Reached {

    private static final String OWN = "io.footfall.";

    private Reached() {}

    /**
     * Returns descriptions of the reachable calls whose target matches the predicate; each contains its source
     * position.
     */
    static Stream<String> from(JavaCodeUnit code, Predicate<AccessTarget> wanted) {
        Set<String> found = new HashSet<>();
        Set<JavaCodeUnit> seen = new HashSet<>(Set.of(code));
        Deque<JavaCodeUnit> left = new ArrayDeque<>(seen);
        while (!left.isEmpty()) {
            for (JavaCall<?> call : left.pop().getCallsFromSelf()) {
                if (call.isDeclaredInLambda()) {
                    continue;
                }
                if (wanted.test(call.getTarget())) {
                    found.add(call.getDescription());
                }
                call.getTarget()
                        .resolveMember()
                        .filter(Reached::isOwnCode)
                        .map(JavaCodeUnit.class::cast)
                        .filter(seen::add)
                        .ifPresent(left::push);
            }
        }
        return found.stream();
    }

    private static boolean isOwnCode(JavaMember member) {
        return member instanceof JavaCodeUnit && member.getOwner().getName().startsWith(OWN);
    }
}
