package eu.flexcoop.middleware.ops.health.internal;

import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Hashtable;
import java.util.List;

import org.apache.felix.hc.api.Result.Status;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

import static org.assertj.core.api.Assertions.assertThat;

class ContainerCheckTest {
    private boolean bootFinished = true;
    private int bundleState = Bundle.ACTIVE;
    private final ComponentConfigurationDTO component = new ComponentConfigurationDTO();

    private ExplainedResult result() {
        return ExplainedResult.of(Executed.check("container", new ContainerCheck(context(), components()).execute()));
    }

    @Test
    void aContainerInWhichEverythingRunsIsGood() {
        component.state = ComponentConfigurationDTO.ACTIVE;
        assertThat(result().status()).isEqualTo(Status.OK);
        assertThat(result().message()).isEqualTo("All 1 bundles of the middleware are active.");
    }

    @Test
    void whatIsStillStartingIsNamedAndTemporarilyUnavailable() {
        bootFinished = false;
        bundleState = Bundle.RESOLVED;
        component.state = ComponentConfigurationDTO.UNSATISFIED_REFERENCE;
        UnsatisfiedReferenceDTO missing = new UnsatisfiedReferenceDTO();
        missing.name = "eu.flexcoop.middleware.mongo.api.MongoCollections";
        component.unsatisfiedReferences = new UnsatisfiedReferenceDTO[] {missing};
        assertThat(result().status()).isEqualTo(Status.TEMPORARILY_UNAVAILABLE);
        assertThat(result().message())
                .contains(
                        "still starting",
                        "eu.flexcoop.middleware.demo is not active",
                        "Store waits for MongoCollections");
    }

    @Test
    void aComponentThatFailedIsCriticalWithoutItsExceptionOnThePage() {
        component.state = ComponentConfigurationDTO.FAILED_ACTIVATION;
        component.failure = "java.io.IOException: amqp://user:secret@host";
        assertThat(result().status()).isEqualTo(Status.CRITICAL);
        assertThat(result().message()).contains("Store").doesNotContain("secret");
    }

    private BundleContext context() {
        Bundle bundle = fake(Bundle.class, method -> switch (method) {
            case "getSymbolicName" -> "eu.flexcoop.middleware.demo";
            case "getState" -> bundleState;
            case "getHeaders" -> new Hashtable<String, String>();
            default -> throw new UnsupportedOperationException(method);
        });
        return fake(BundleContext.class, method -> switch (method) {
            case "getBundles" -> new Bundle[] {bundle};
            case "getServiceReference" -> bootFinished ? fake(ServiceReference.class, any -> null) : null;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ServiceComponentRuntime components() {
        ComponentDescriptionDTO description = new ComponentDescriptionDTO();
        description.name = "eu.flexcoop.middleware.demo.Store";
        return fake(ServiceComponentRuntime.class, method -> switch (method) {
            case "getComponentDescriptionDTOs" -> (Collection<ComponentDescriptionDTO>) List.of(description);
            case "getComponentConfigurationDTOs" -> (Collection<ComponentConfigurationDTO>) List.of(component);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private interface Answers {
        Object to(String method);
    }

    private static <T> T fake(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.to(method.getName())));
    }
}
