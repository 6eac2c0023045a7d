package eu.flexcoop.middleware.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SecondNodeTest {
    @Test
    void anAddressGetsItsPassword() {
        assertThat(SecondNode.withPassword("amqp://127.0.0.1:5672/flexcoop", "me", "p"))
                .isEqualTo("amqp://me:p@127.0.0.1:5672/flexcoop");
        assertThat(SecondNode.withPassword("amqp://other:x@127.0.0.1:5672/flexcoop", "me", "p"))
                .isEqualTo("amqp://me:p@127.0.0.1:5672/flexcoop");
    }
}
