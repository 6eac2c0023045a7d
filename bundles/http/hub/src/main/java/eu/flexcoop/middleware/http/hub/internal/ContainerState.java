package eu.flexcoop.middleware.http.hub.internal;

import java.util.Arrays;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** Whether the container runs what it was told to: features installed, bundles of the middleware active, none of their components waiting. */
final class ContainerState {
    private static final String OURS = "eu.flexcoop.";
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    ContainerState(BundleContext context, ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    boolean isComplete() {
        if (context.getServiceReference(BOOT_FINISHED) == null) {
            return false;
        }
        Bundle[] ours = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(OURS))
                .toArray(Bundle[]::new);
        return Arrays.stream(ours).allMatch(ContainerState::isActive)
                && components.getComponentDescriptionDTOs(ours).stream()
                        .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                        .noneMatch(state -> state.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE);
    }

    private static boolean isActive(Bundle bundle) {
        return bundle.getState() == Bundle.ACTIVE || bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
