package eu.flexcoop.middleware.routes.tasks.dispatch.internal;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ForeignHeadersTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelExecCommandExecutable",
                "camelfilename",
                "CAMELHTTPURI",
                "CAmelExecCommandArgs",
                "cAmElBeanMethodName",
                "CaMeLcase",
                "Camel",
                "camel-",
                "Camel.Redelivered"
            })
    void headersThatControlCamelAreRemovedInAnyLetterCase(String name) {
        exchange.getMessage().setHeader(name, "x");

        new ForeignHeaders().process(exchange);

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(name);
    }

    @Test
    void otherHeadersStay() {
        exchange.getMessage().setHeader("rabbitmq.MESSAGE_ID", "1");
        exchange.getMessage().setHeader("x-camel", "2");

        new ForeignHeaders().process(exchange);

        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("rabbitmq.MESSAGE_ID", "x-camel");
    }
}
