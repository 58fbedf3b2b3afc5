package io.tollgate.system;

import io.tollgate.embedded.testing.BrokerExtension;
import io.tollgate.embedded.testing.TestBroker;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class its {@link Installation}, on the broker that all share, and prints what the
 * programs logged when a test fails.
 */
final class InstallationExtension implements ParameterResolver, AfterTestExecutionCallback {
    private static final Namespace NAMESPACE = Namespace.create(InstallationExtension.class);

    private final BrokerExtension brokers = new BrokerExtension();

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Installation.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return ofClass(context)
                .getStore(NAMESPACE)
                .computeIfAbsent(
                        Installation.class, _ -> started(parameter, context), Installation.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        Installation installation =
                ofClass(context).getStore(NAMESPACE).get(Installation.class, Installation.class);
        if (installation != null && context.getExecutionException().isPresent()) {
            System.out.println(installation.tails());
        }
    }

    /** The context that an installation lives and dies with. */
    private static ExtensionContext ofClass(ExtensionContext context) {
        return context.getTestMethod().isEmpty()
                ? context
                : ofClass(context.getParent().orElseThrow());
    }

    private Installation started(ParameterContext parameter, ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        TestBroker broker = brokers.resolveParameter(parameter, context);
        var directory = Path.of("target", "installations", test.getSimpleName()).toAbsolutePath();
        return Installation.start(broker, directory, test.getAnnotation(Fleet.class));
    }
}
