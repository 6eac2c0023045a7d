package eu.flexcoop.middleware.routes.results.publish.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.amqp.api.AmqpMessage;
import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.amqp.api.TopicMessage;
import eu.flexcoop.middleware.analytics.api.ClaimedRun;
import eu.flexcoop.middleware.analytics.api.ModuleResult;
import eu.flexcoop.middleware.analytics.api.ResultOutbox;
import eu.flexcoop.middleware.core.api.UnavailableException;

/**
 * Publishes the results of the configured modules to a topic exchange: claims a run, publishes its results in batches, stores the
 * position after each confirmed batch, and removes the run. Stopped anywhere, another claim goes on at the position, so a result comes
 * at least once; the message id is the same each time the same version of a result comes. While a server is away the run is given back
 * and waits. A run that fails for another reason is put back with its reason, retried with a growing delay, and set aside in the end.
 */
@Component(service = RoutesBuilder.class, configurationPid = PublishConfig.PID)
@Designate(ocd = PublishConfig.class)
public final class ResultsPublishRoute extends RouteBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ResultsPublishRoute.class);
    private static final String JSON = "application/json";
    private static final String RUN = "flexcoop.run";
    private static final String MORE = "flexcoop.more";
    private static final String PUBLISH = "direct:results-publish-run";

    private final ResultOutbox outbox;
    private final AmqpPublisher publisher;
    private final PublishProgress progress;
    private final Set<String> modules;
    private final String exchange;
    private final Duration period;
    private final int batch;

    @Activate
    public ResultsPublishRoute(
            @Reference ResultOutbox outbox,
            @Reference AmqpPublisher publisher,
            @Reference PublishProgress progress,
            PublishConfig config) {
        this.outbox = outbox;
        this.publisher = publisher;
        this.progress = progress;
        this.modules = PublishedModules.parse(config.modules());
        this.exchange = config.exchange();
        this.period = Duration.parse(config.period());
        this.batch = config.batch();
    }

    @Override
    public void configure() {
        if (modules.isEmpty()) {
            LOG.info("Results of no module are published, as etc/{}.cfg names none", PublishConfig.PID);
            return;
        }
        // spotless:off
        from("timer:results-publish?includeMetadata=false&period=" + period.toMillis())
                .routeId("results-publish")
                .setProperty(MORE, constant(true))
                .loopDoWhile(exchangeProperty(MORE))
                    .process(this::claim)
                    .filter(exchangeProperty(MORE))
                        .to(PUBLISH)
                    .end()
                .end();

        from(PUBLISH)
                .routeId("results-publish-run")
                .onException(UnavailableException.class)
                    .process(this::release)
                .end()
                .onException(RuntimeException.class)
                    .handled(true)
                    .process(this::putBack)
                .end()
                // declared for each run, as a broker may have come back without it
                .process(any -> publisher.declareTopics(exchange))
                .process(this::read)
                .loopDoWhile(exchange -> !results(exchange).isEmpty())
                    .process(this::publish)
                    .process(this::advance)
                .end()
                .process(this::finish);
        // spotless:on
    }

    private void claim(Exchange exchange) {
        Optional<ClaimedRun> run = outbox.claim(modules);
        exchange.setProperty(MORE, run.isPresent());
        exchange.setProperty(RUN, run.orElse(null));
    }

    private void read(Exchange exchange) {
        exchange.getMessage().setBody(outbox.results(run(exchange), batch));
    }

    private void publish(Exchange exchange) {
        ClaimedRun run = run(exchange);
        List<ModuleResult> results = results(exchange);
        publisher.publishTopics(
                this.exchange,
                results.stream().map(result -> message(run, result)).toList());
        progress.published(results.size());
    }

    /** The position moves only now that the broker has confirmed. Without the claim another one goes on. */
    private void advance(Exchange exchange) {
        List<ModuleResult> results = results(exchange);
        Optional<ClaimedRun> advanced = outbox.advance(run(exchange), results.get(results.size() - 1));
        exchange.setProperty(RUN, advanced.orElse(null));
        exchange.getMessage().setBody(advanced.isEmpty() ? List.of() : outbox.results(advanced.get(), batch));
    }

    private void finish(Exchange exchange) {
        ClaimedRun run = run(exchange);
        if (run != null) {
            outbox.done(run);
            LOG.debug("The results of task {} of module {} are published", run.task(), run.module());
        }
    }

    private static TopicMessage message(ClaimedRun run, ModuleResult result) {
        Map<String, Object> headers = new HashMap<>();
        headers.put("module", run.module());
        headers.put("task_id", run.task());
        headers.put("computed_at", result.computedAt().toString());
        result.device().ifPresent(device -> headers.put("device_id", device.value()));
        result.account().ifPresent(account -> headers.put("account_id", account.value()));
        result.aggregator().ifPresent(aggregator -> headers.put("aggregator_id", aggregator.value()));
        String id = "%s/%s/%d"
                .formatted(run.module(), result.id(), result.updatedAt().toEpochMilli());
        return new TopicMessage(
                RoutingKey.of(run.module(), result),
                JSON,
                new AmqpMessage(id, headers, result.json().getBytes(StandardCharsets.UTF_8)));
    }

    /** Without it the run would wait until the claim ends. */
    private void release(Exchange exchange) {
        progress.failed(cause(exchange));
        ClaimedRun run = run(exchange);
        try {
            if (run != null) {
                outbox.release(run);
            }
        } catch (UnavailableException e) {
            LOG.debug("Run {} stays claimed until its lease ends", run.task(), e);
        }
    }

    private void putBack(Exchange exchange) {
        Throwable cause = cause(exchange);
        progress.failed(cause);
        ClaimedRun run = run(exchange);
        if (run != null) {
            LOG.warn("The results of task {} of module {} could not be published", run.task(), run.module(), cause);
            outbox.fail(run, String.valueOf(cause.getMessage()));
        }
    }

    private static Throwable cause(Exchange exchange) {
        return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    private static ClaimedRun run(Exchange exchange) {
        return exchange.getProperty(RUN, ClaimedRun.class);
    }

    @SuppressWarnings("unchecked") // what read and advance leave behind
    private static List<ModuleResult> results(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }
}
