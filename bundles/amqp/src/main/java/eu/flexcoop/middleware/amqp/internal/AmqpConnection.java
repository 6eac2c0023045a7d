package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.ConnectionFactory;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.servers.api.ServerAddress;

/**
 * Registers the {@link AmqpPublisher} and a {@link ConnectionFactory} for consumers after the first connection to the broker
 * and keeps them while the broker restarts: consumers recover by themselves, the publisher connects anew.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.amqp",
        property = {"hc.name=AMQP broker", "hc.tags=servers", "hc.tags=amqp"})
@Designate(ocd = AmqpConnection.Config.class)
public final class AmqpConnection implements HealthCheck {
    /** How the broker is spoken to. */
    @ObjectClassDefinition(name = "Flexcoop AMQP client")
    public @interface Config {
        @AttributeDefinition(description = "How long the publisher waits for a confirmation, ISO-8601")
        String confirmTimeout() default "PT10S";

        @AttributeDefinition(description = "Channels that publishing threads share")
        int channels() default 4;

        @AttributeDefinition(description = "After how much silence a connection counts as broken, ISO-8601")
        String heartbeat() default "PT10S";

        @AttributeDefinition(description = "Pause between attempts of consumers to connect again, ISO-8601")
        String recoveryInterval() default "PT1S";

        @AttributeDefinition(description = "PKCS12 file of trusted certificates for amqps; empty: those of the JVM")
        String trustStore() default "";

        @AttributeDefinition(description = "Password of the trust store", type = AttributeType.PASSWORD)
        String trustStorePassword() default "changeit";
    }

    private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final BundleContext bundleContext;
    private final ConnectionFactory consumers;
    private final PublishingConnection connection;
    private final ConfirmedPublisher publisher;
    private final ScheduledExecutorService firstContact;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    @Activate
    public AmqpConnection(
            BundleContext bundleContext, @Reference(target = "(server=amqp)") ServerAddress server, Config config) {
        this.bundleContext = bundleContext;
        this.consumers = BrokerFactory.recovering(server.uri(), config);
        ConnectionFactory publishing = consumers.clone();
        publishing.setAutomaticRecoveryEnabled(false);
        this.connection = new PublishingConnection(publishing, config.channels());
        this.publisher = new ConfirmedPublisher(connection, Duration.parse(config.confirmTimeout()));
        this.firstContact = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "amqp-first-contact");
            thread.setDaemon(true);
            return thread;
        });
        firstContact.execute(this::greet);
    }

    private void greet() {
        try {
            connection.open();
        } catch (IOException e) {
            LOG.debug("No connection to the AMQP broker at {} yet", connection.broker(), e);
            if (!firstContact.isShutdown()) {
                firstContact.schedule(this::greet, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            }
            return;
        }
        LOG.info("The AMQP broker at {} answers", connection.broker());
        register(ConnectionFactory.class, consumers);
        register(AmqpPublisher.class, publisher);
        firstContact.shutdown();
    }

    private <T> void register(Class<T> type, T service) {
        registrations.add(
                bundleContext.registerService(type, service, new Hashtable<>(Map.of(ServerAddress.SERVER, "amqp"))));
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        try {
            connection.open();
            log.info("The AMQP broker at {} answers", connection.broker());
            for (String queue : publisher.declaredQueues()) {
                long failed = publisher.depth(ConfirmedPublisher.failedQueue(queue));
                if (failed > 0) {
                    log.warn(
                            "{} messages of queue {} could not be worked on and wait in {}",
                            failed,
                            queue,
                            ConfirmedPublisher.failedQueue(queue));
                }
            }
        } catch (IOException | RuntimeException e) {
            log.critical(
                    "The AMQP broker at {} does not answer ({}); store:status shows whether it is being restarted",
                    connection.broker(),
                    e.getMessage());
        }
        return new Result(log);
    }

    @Deactivate
    public void close() throws InterruptedException {
        firstContact.shutdownNow();
        if (!firstContact.awaitTermination(10, TimeUnit.SECONDS)) {
            LOG.warn("The first contact with the AMQP broker did not end in time");
        }
        registrations.forEach(ServiceRegistration::unregister);
        connection.close();
    }
}
