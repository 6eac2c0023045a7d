package eu.flexcoop.middleware.amqp.internal;

import java.io.IOException;
import java.time.Duration;

import com.rabbitmq.client.ConnectionFactory;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

import eu.flexcoop.middleware.amqp.api.AmqpPublisher;
import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;
import eu.flexcoop.middleware.servers.api.ServerAddress;
import eu.flexcoop.middleware.servers.api.ServerClient;
import eu.flexcoop.middleware.servers.api.ServerKind;

/**
 * Registers the {@link AmqpPublisher} and a {@link ConnectionFactory} for consumers after the first connection to the broker
 * and keeps them while the broker restarts: consumers recover by themselves, the publisher connects anew.
 */
@Component(
        service = HealthCheck.class,
        immediate = true,
        configurationPid = "eu.flexcoop.middleware.amqp",
        property = {HealthCheck.NAME + "=amqp", HealthCheck.TAGS + "=servers"})
@Designate(ocd = AmqpConnection.Config.class)
public final class AmqpConnection implements HealthCheck {
    /** How the broker is spoken to. */
    @ObjectClassDefinition(name = "Flexcoop AMQP client")
    public @interface Config {
        @AttributeDefinition(description = "How long the publisher waits for a confirmation, ISO-8601")
        String confirmTimeout() default "PT10S";

        @AttributeDefinition(
                min = "PT1S",
                max = "PT18H",
                description = "After how much silence a connection counts as broken, ISO-8601")
        String heartbeat() default "PT10S";

        @AttributeDefinition(description = "Pause between attempts of consumers to connect again, ISO-8601")
        String recoveryInterval() default "PT1S";

        @Accepts(Form.KEY_STORE)
        @AttributeDefinition(description = "PKCS12 file of trusted certificates for amqps; empty: those of the JVM")
        String trustStore() default "";

        @AttributeDefinition(description = "Password of the trust store", type = AttributeType.PASSWORD)
        String trustStorePassword() default "changeit";
    }

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final ConnectionFactory consumers;
    private final PublishingConnection connection;
    private final ConfirmedPublisher publisher;
    private final ServerClient connecting;

    @Activate
    public AmqpConnection(
            BundleContext bundleContext, @Reference(target = "(server=amqp)") ServerAddress server, Config config) {
        this.consumers = BrokerFactory.recovering(server.uri(), config);
        ConnectionFactory publishing = consumers.clone();
        publishing.setAutomaticRecoveryEnabled(false);
        this.connection = new PublishingConnection(publishing);
        this.publisher = new ConfirmedPublisher(connection, Duration.parse(config.confirmTimeout()));
        this.connecting = ServerClient.start(bundleContext, ServerKind.AMQP.key(), PAUSE, this::connect);
    }

    private void connect(ServerClient.Services services) throws IOException {
        connection.open();
        services.add(ConnectionFactory.class, consumers);
        services.add(AmqpPublisher.class, publisher);
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
            log.add(new ResultLog.Entry(
                    connecting.isConnected() ? Result.Status.CRITICAL : Result.Status.TEMPORARILY_UNAVAILABLE,
                    "The AMQP broker at %s does not answer (%s); store:status shows whether it is being restarted"
                            .formatted(connection.broker(), e.getMessage())));
        }
        return new Result(log);
    }

    @Deactivate
    public void close() throws InterruptedException {
        connecting.close();
        connection.close();
    }
}
