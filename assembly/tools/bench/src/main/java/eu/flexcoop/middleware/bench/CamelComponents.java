package eu.flexcoop.middleware.bench;

import java.util.List;
import java.util.function.Consumer;

import org.apache.camel.impl.DefaultCamelContext;

/**
 * Camel's components beside the plain clients: the same items to the same servers from one thread of this process, in rounds that take
 * turns.
 */
final class CamelComponents {
    static final String SECTION = "Camel components beside the plain clients";

    private final StoredSide stored;
    private final String hbase;
    private final String amqp;
    private final ComponentRounds rounds = new ComponentRounds(SECTION);

    private final Consumer<Figure> show;

    /**
     * @param amqp address with the password
     * @param show gets each figure as soon as it is known
     */
    CamelComponents(StoredSide stored, String hbase, String amqp, Consumer<Figure> show) {
        this.stored = stored;
        this.hbase = hbase;
        this.amqp = amqp;
        this.show = show;
    }

    void measure() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.disableJMX();
            camel.start();
            show(new MongoComponentCosts(camel, stored, rounds).measure());
            try (HBaseComponentCosts costs = new HBaseComponentCosts(camel, hbase, rounds)) {
                show(costs.measure());
            }
            try (AmqpComponentCosts costs = new AmqpComponentCosts(camel, amqp, rounds)) {
                show(costs.measure());
            }
        }
    }

    private void show(List<Figure> figures) {
        figures.forEach(show);
    }
}
