package io.leengine.scheduler.k8s.testcell;

import java.nio.file.Path;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives a test class a cell, in a static field with {@code @RegisterExtension}; tests may also have it as a parameter. It is closed
 * at the end, however tests end. When the system property {@value #PROPERTY} or the environment variable {@value #VARIABLE} names
 * the kubeconfig of a cluster, that cluster is used and nothing is started.
 */
public final class TestCellExtension implements BeforeAllCallback, ParameterResolver {

    /** The system property that names a kubeconfig. */
    public static final String PROPERTY = "leengine.testcell.kubeconfig";
    /** The environment variable that names a kubeconfig. */
    public static final String VARIABLE = "LEENGINE_TEST_KUBECONFIG";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(TestCellExtension.class);

    private final TestCellOptions options;
    private final boolean shared;
    private TestCell cell;

    private TestCellExtension(TestCellOptions options, boolean shared) {
        this.options = options;
        this.shared = shared;
    }

    /** A cell for one test class. */
    public static TestCellExtension perClass(TestCellOptions options) {
        return new TestCellExtension(options, false);
    }

    /** One cell for all test classes of a run that ask for the same options. */
    public static TestCellExtension shared(TestCellOptions options) {
        return new TestCellExtension(options, true);
    }

    /** The cell; for tests and what is run before them. */
    public TestCell cell() {
        if (cell == null) {
            throw new IllegalStateException("no test runs yet; put the extension into a static field with @RegisterExtension");
        }
        return cell;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        String kubeconfig = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        // The store closes what is in it when its context ends: the root's at the end of the run.
        ExtensionContext owner = shared ? context.getRoot() : context;
        Object key = shared ? options : this;
        cell = owner.getStore(NAMESPACE).getOrComputeIfAbsent(key, it -> open(kubeconfig), TestCell.class);
    }

    private TestCell open(String kubeconfig) {
        if (kubeconfig != null && !kubeconfig.isBlank()) {
            return TestCell.use(Path.of(kubeconfig));
        }
        try {
            return TestCell.start(options);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TestCellException("interrupted while a cell was started", e);
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCell.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return cell();
    }
}
