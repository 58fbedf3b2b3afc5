package io.tollgate.embedded.testing;

import com.google.errorprone.annotations.Var;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives a {@link TestBroker} to constructors, test methods and lifecycle methods that ask for one.
 *
 * <p>All tests of a JVM share one broker, which starts with the first that needs it, unless they
 * are annotated with {@link OwnBroker}. Each test has a prefix of its own; a test class that takes
 * the broker in {@code @BeforeAll} has one prefix for that and for its tests. The system property
 * {@code tollgate.test.broker} says where brokers run: {@code embedded} (default) or {@code
 * docker}.
 */
public final class BrokerExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(BrokerExtension.class);

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(
            ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestBroker.class;
    }

    @Override
    public TestBroker resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var owner = ownerOf(context);
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        new Kept(TestBroker.class, owner.getUniqueId()),
                        _ -> brokerFor(context, owner),
                        TestBroker.class);
    }

    private static TestBroker brokerFor(ExtensionContext context, ExtensionContext owner) {
        var shared =
                owner.getStore(NAMESPACE)
                        .computeIfAbsent(
                                new Kept(SharedBroker.class, owner.getUniqueId()),
                                _ -> SharedBroker.start(),
                                SharedBroker.class);
        return new TestBroker(shared, uniquePrefix(context), !owner.equals(context.getRoot()));
    }

    /** The context that the broker lives and dies with. */
    private static ExtensionContext ownerOf(ExtensionContext context) {
        for (@Var var at = context; at.getParent().isPresent(); at = at.getParent().get()) {
            if (at.getElement()
                    .filter(e -> AnnotationSupport.isAnnotated(e, OwnBroker.class))
                    .isPresent()) {
                return at;
            }
        }
        return context.getRoot();
    }

    private static String uniquePrefix(ExtensionContext context) {
        var test = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
        return test + "-" + UUID.randomUUID().toString().substring(0, 8) + ".";
    }

    /** A store also answers with what its parents hold, so the owner is part of the key. */
    private record Kept(Class<?> type, String owner) {}
}
