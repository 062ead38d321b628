package io.footfall.packaging;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.footfall.capability.cache.CacheSpec;
import jakarta.ws.rs.HttpMethod;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The service's own types that are read from JSON or written as JSON. */
final class JsonTypes {

    private static final String OURS = "io.footfall.";
    private static final String JACKSON = "com.fasterxml.jackson.annotation.";

    private final List<JavaClass> code = new ClassFileImporter()
            .importPath(Path.of("target", "classes")).stream().toList();

    /** Types that are reachable from signatures of endpoints. Quarkus registers these. */
    Set<Class<?>> ofSignatures() {
        return reachable(methods()
                .filter(JsonTypes::isEndpoint)
                .flatMap(method -> Stream.concat(
                        Stream.of(method.getGenericReturnType()), Stream.of(method.getGenericParameterTypes()))));
    }

    /**
     * Types that must be known for JSON: values of caches, types with JSON or schema annotations, types that the API
     * description names, and types that endpoint signatures hide.
     */
    Set<Class<?>> all() {
        return reachable(Stream.of(cached(), described(), annotated(), hidden()).flatMap(types -> types)).stream()
                .filter(this::isUsed)
                .collect(Collectors.toSet());
    }

    /**
     * The simple names of classes that read or write JSON with an {@link ObjectMapper}, outside endpoint signatures.
     */
    Set<String> writersByHand() {
        return code.stream()
                .filter(type -> type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isAssignableTo(ObjectMapper.class)
                                && call.getTarget()
                                        .getName()
                                        .matches("(write|read|convert|reader|writer|tree|value).*")))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
    }

    /** Some records only exist for the API description, for instance pages whose bytes come from a cache. */
    private boolean isUsed(Class<?> type) {
        return !type.isRecord()
                || code.stream()
                        .filter(user -> !user.isEquivalentTo(type))
                        .anyMatch(user -> constructs(user, type) || names(user, type));
    }

    private static boolean constructs(JavaClass user, Class<?> type) {
        return user.getConstructorCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(type));
    }

    private static boolean names(JavaClass user, Class<?> type) {
        return user.getReferencedClassObjects().stream()
                .anyMatch(named -> named.getValue().isEquivalentTo(type));
    }

    /**
     * Records that are created in classes with an endpoint that returns {@code Object}: the signature does not show
     * their type to Quarkus.
     */
    private Stream<Type> hidden() {
        return code.stream()
                .filter(type -> Stream.of(type.reflect().getDeclaredMethods())
                        .filter(JsonTypes::isEndpoint)
                        .anyMatch(method ->
                                method.getGenericReturnType().getTypeName().contains("<java.lang.Object>")))
                .flatMap(type -> type.getConstructorCallsFromSelf().stream())
                .map(call -> call.getTargetOwner().reflect())
                .filter(Class::isRecord)
                .map(Type.class::cast);
    }

    private Stream<Class<?>> types() {
        return code.stream().map(JavaClass::reflect);
    }

    private Stream<Method> methods() {
        return types().flatMap(type -> Stream.of(type.getDeclaredMethods()));
    }

    private static boolean isEndpoint(Method method) {
        return Stream.of(method.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().isAnnotationPresent(HttpMethod.class));
    }

    private Stream<Type> cached() {
        Stream<Type> simple = code.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(JsonTypes::declaresCaches)
                .flatMap(unit -> unit.getReferencedClassObjects().stream())
                .map(ReferencedClassObject::getValue)
                .map(JavaClass::reflect);
        Stream<Type> generic = types().filter(type -> TypeReference.class.equals(type.getSuperclass()))
                .map(Class::getGenericSuperclass);
        return Stream.concat(simple, generic);
    }

    private static boolean declaresCaches(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(CacheSpec.class)
                        && call.getTarget().getName().equals("named"));
    }

    private Stream<Type> described() {
        return methods().flatMap(method -> Stream.of(method.getAnnotations())).flatMap(annotation -> schemas(annotation)
                .map(Schema::implementation));
    }

    /** Returns the schemas in an annotation, at any depth. */
    private static Stream<Schema> schemas(Annotation annotation) {
        if (annotation instanceof Schema schema) {
            return Stream.of(schema);
        }
        return Stream.of(annotation.annotationType().getDeclaredMethods())
                .map(member -> valueOf(annotation, member))
                .flatMap(value -> value instanceof Annotation[] several
                        ? Stream.of(several)
                        : Stream.of(value).filter(Annotation.class::isInstance).map(Annotation.class::cast))
                .flatMap(JsonTypes::schemas);
    }

    private static Object valueOf(Annotation annotation, Method member) {
        try {
            return member.invoke(annotation);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private Stream<Type> annotated() {
        return types().filter(type -> !type.isInterface())
                .filter(type -> Stream.of(
                                Stream.of(type),
                                Stream.of(type.getDeclaredFields()),
                                Stream.of(type.getDeclaredMethods()).filter(method -> !isEndpoint(method)))
                        .flatMap(elements -> elements)
                        .anyMatch(JsonTypes::saysHowItLooks))
                .map(Type.class::cast);
    }

    private static boolean saysHowItLooks(AnnotatedElement element) {
        return Stream.of(element.getAnnotations())
                .map(annotation -> annotation.annotationType())
                .anyMatch(type -> type == Schema.class || type.getName().startsWith(JACKSON));
    }

    private static Set<Class<?>> reachable(Stream<? extends Type> roots) {
        Set<Class<?>> found = new HashSet<>();
        roots.forEach(root -> addWith(root, found));
        return found.stream()
                .filter(type -> type.getName().startsWith(OURS) && !type.isInterface())
                .collect(Collectors.toSet());
    }

    private static void addWith(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            addWith(generic.getRawType(), found);
            Stream.of(generic.getActualTypeArguments()).forEach(argument -> addWith(argument, found));
        } else if (type instanceof WildcardType wildcard) {
            Stream.of(wildcard.getUpperBounds()).forEach(bound -> addWith(bound, found));
        } else if (type instanceof GenericArrayType array) {
            addWith(array.getGenericComponentType(), found);
        } else if (type instanceof Class<?> simple && found.add(simple) && simple.isRecord()) {
            Stream.of(simple.getRecordComponents())
                    .map(RecordComponent::getGenericType)
                    .forEach(component -> addWith(component, found));
        }
    }
}
