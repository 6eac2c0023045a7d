package eu.flexcoop.middleware.ops.health.internal;

import java.util.Arrays;

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

/**
 * Says whether the container has finished starting and names bundles and components that wait or failed. What waits is temporarily
 * unavailable; the executor turns that critical after its grace period.
 */
@Component(
        property = {
            HealthCheck.NAME + "=" + ContainerCheck.CHECK,
            HealthCheck.TAGS + "=container",
            HealthCheck.TAGS + "=readiness"
        })
public final class ContainerCheck implements HealthCheck {
    static final String CHECK = "container";

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
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(ours)) {
            components.getComponentConfigurationDTOs(component).forEach(state -> check(component, state, log));
        }
        log.info("All {} bundles of the middleware are active.", ours.length);
        return new Result(log);
    }

    private Bundle[] ours() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(OURS))
                .toArray(Bundle[]::new);
    }

    private static void check(
            ComponentDescriptionDTO component, ComponentConfigurationDTO state, FormattingResultLog log) {
        if (state.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
            log.critical("{} could not be activated; the log says why.", simple(component.name));
        } else if (state.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
            log.temporarilyUnavailable(
                    "{} waits for {}.", simple(component.name), simple(state.unsatisfiedReferences[0].name));
        }
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    private static boolean isFragment(Bundle bundle) {
        return bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
    }
}
