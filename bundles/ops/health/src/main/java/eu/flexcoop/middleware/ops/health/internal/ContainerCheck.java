package eu.flexcoop.middleware.ops.health.internal;

import java.util.Arrays;
import java.util.List;

import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** Says whether the container has finished starting and names bundles and components that wait for something. */
@Component(property = {HealthCheck.NAME + "=container", HealthCheck.TAGS + "=container"})
public final class ContainerCheck implements HealthCheck {
    private static final String OURS = "eu.flexcoop.";
    private static final String BOOT_FINISHED = "org.apache.karaf.features.BootFinished";

    private final BundleContext context;
    private final ServiceComponentRuntime components;

    @Activate
    public ContainerCheck(BundleContext context, @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        if (context.getServiceReference(BOOT_FINISHED) == null) {
            log.temporarilyUnavailable("The container is still starting.");
        }
        Bundle[] ours = ours();
        for (Bundle bundle : ours) {
            if (bundle.getState() != Bundle.ACTIVE && !isFragment(bundle)) {
                log.temporarilyUnavailable("Bundle {} is not active.", bundle.getSymbolicName());
            }
        }
        components.getComponentDescriptionDTOs(ours).stream()
                .flatMap(component -> waiting(component).stream())
                .forEach(log::temporarilyUnavailable);
        log.info("All {} bundles of the middleware are active.", ours.length);
        return new Result(log);
    }

    private Bundle[] ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(OURS))
                .toArray(Bundle[]::new);
    }

    private List<String> waiting(ComponentDescriptionDTO component) {
        return components.getComponentConfigurationDTOs(component).stream()
                .filter(state -> state.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE)
                .map(state -> "%s waits for %s."
                        .formatted(simple(component.name), simple(state.unsatisfiedReferences[0].name)))
                .toList();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
