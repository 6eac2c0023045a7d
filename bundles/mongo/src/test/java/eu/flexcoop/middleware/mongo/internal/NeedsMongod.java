package eu.flexcoop.middleware.mongo.internal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.condition.EnabledIf;

/** Skips a class of tests where no mongod is to be had. A class that gives up on its way would not even be counted. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
        value = "eu.flexcoop.middleware.mongo.internal.PrivateMongod#isAvailable",
        disabledReason = NeedsMongod.REASON)
public @interface NeedsMongod {
    String REASON = "Skipped: no mongod (FLEXCOOP_MONGOD, PATH or ~/.cache/flexcoop/mongod)";
}
