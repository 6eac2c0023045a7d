package eu.flexcoop.middleware.openadr.vtn.internal.http;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CodecWarmUpTest {
    @Test
    void eachRoundReadsAndWritesMessagesOfTheUsualSize() {
        CodecWarmUp warmUp = new CodecWarmUp();
        assertThat(warmUp.round()).isEqualTo(warmUp.round()).isBetween(3_000, 10_000);
    }
}
