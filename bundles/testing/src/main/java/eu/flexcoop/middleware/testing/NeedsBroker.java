package eu.flexcoop.middleware.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** Skips every test of a class, with the reason, where there is no AMQP broker. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "eu.flexcoop.middleware.testing.PrivateBroker#isAvailable", disabledReason = NeedsBroker.REASON)
public @interface NeedsBroker {
    String REASON = "Skipped: no jars of the AMQP broker, build assembly/servers/amqp first";
}
