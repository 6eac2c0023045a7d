package eu.flexcoop.middleware.module.quality.internal;

import java.time.Instant;
import java.util.Set;

import org.osgi.service.component.annotations.Component;

import eu.flexcoop.middleware.analytics.spi.AnalyticsModule;
import eu.flexcoop.middleware.analytics.spi.ModuleContext;
import eu.flexcoop.middleware.analytics.spi.Parameters;
import eu.flexcoop.middleware.analytics.spi.SeriesInput;
import eu.flexcoop.middleware.analytics.spi.SeriesPlan;

/** Plans the quality check: energy of all or some devices over a range of time, day by day. */
@Component(service = AnalyticsModule.class)
public final class QualityModule implements AnalyticsModule {
    private static final Instant OPEN_END = Instant.parse("9999-01-01T00:00:00Z");

    @Override
    public String name() {
        return "quality";
    }

    @Override
    public SeriesPlan plan(ModuleContext context) {
        Parameters parameters = context.parameters();
        SeriesInput input = new SeriesInput(
                Set.of("kwh"),
                parameters.devices("devices"),
                parameters.instant("from").orElse(Instant.EPOCH),
                parameters.instant("to").orElse(OPEN_END));
        return SeriesPlan.of(input, DailyQuality.class);
    }
}
