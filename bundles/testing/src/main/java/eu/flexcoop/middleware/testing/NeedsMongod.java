package eu.flexcoop.middleware.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** Skips every test of a class, with the reason, where there is no mongod. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(value = "eu.flexcoop.middleware.testing.PrivateMongod#isAvailable", disabledReason = NeedsMongod.REASON)
public @interface NeedsMongod {
    String REASON =
            "Skipped: no mongod in FLEXCOOP_MONGOD, the PATH or ~/.cache/flexcoop (./flexcoop verify fetches one)";
}
