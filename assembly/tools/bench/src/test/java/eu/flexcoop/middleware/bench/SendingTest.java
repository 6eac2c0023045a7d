package eu.flexcoop.middleware.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SendingTest {
    @Test
    void eachSampleOfPowerIsAValue() {
        assertThat(Sending.power(40, 48)).satisfies(sending -> {
            assertThat(sending.samples()).isEqualTo(1920);
            assertThat(sending.values()).isEqualTo(1920);
        });
    }

    @Test
    void fifteenMinutesOfARegisterAreAValueOfEachDevice() {
        assertThat(Sending.registers(61, 1, 10)).satisfies(sending -> {
            assertThat(sending.samples()).isEqualTo(610);
            assertThat(sending.values()).isEqualTo(40);
        });
        assertThat(Sending.registers(31, 2, 1).values())
                .as("61 minutes between readings")
                .isEqualTo(5);
    }
}
