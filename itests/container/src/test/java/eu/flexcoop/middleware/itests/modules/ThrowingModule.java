package eu.flexcoop.middleware.itests.modules;

import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;
import eu.flexcoop.middleware.analytics.spi.ModuleContext;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;

/** A module with a defect, which must fail its own task and nothing else. */
@Component
public final class ThrowingModule implements AnalyticsModule {
    @Override
    public String name() {
        return "throwing";
    }

    @Override
    public SeriesPlan plan(ModuleContext context) {
        throw new IllegalStateException("this module is broken on purpose");
    }
}
