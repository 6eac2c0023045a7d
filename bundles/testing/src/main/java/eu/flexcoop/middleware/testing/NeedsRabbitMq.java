package eu.flexcoop.middleware.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** Skips every test of a class, with the reason, where there is no RabbitMQ. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "eu.flexcoop.middleware.testing.PrivateRabbitMq#isAvailable", disabledReason = NeedsRabbitMq.REASON)
public @interface NeedsRabbitMq {
    String REASON = "Skipped: no RabbitMQ (Debian: apt-get install rabbitmq-server)";
}
