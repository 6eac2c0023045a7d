package eu.flexcoop.middleware.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** Skips every test of a class, with the reason, where there is no HBase. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "eu.flexcoop.middleware.testing.PrivateHBase#isAvailable", disabledReason = NeedsHBase.REASON)
public @interface NeedsHBase {
    String REASON = "Skipped: no jars of HBase, build assembly/servers/hbase first";
}
