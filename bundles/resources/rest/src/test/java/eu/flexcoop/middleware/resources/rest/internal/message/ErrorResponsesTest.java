package eu.flexcoop.middleware.resources.rest.internal.message;

import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.core.api.MiddlewareException;

import static org.assertj.core.api.Assertions.assertThat;

class ErrorResponsesTest {
    private static final RestRequest REQUEST = new RestRequest(
            "GET", "meter", Map.of(), name -> null, InputStream.nullInputStream(), null, "http://here/1/");

    private static final class Refused extends MiddlewareException {
        private static final long serialVersionUID = 1L;
        private final transient Optional<Duration> retryAfter;

        Refused(int status, Optional<Duration> retryAfter) {
            super("http:some.case", status, "No", "Wait.");
            this.retryAfter = retryAfter;
        }

        @Override
        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    private static RestResponse answer(MiddlewareException error, boolean explained) {
        return new ErrorResponses(explained).of(REQUEST, error);
    }

    /** Also those of the hub, which reach the API when it asks for the caller. */
    @ParameterizedTest
    @CsvSource({"429, 17", "503, 2"})
    void whoIsToTryLaterIsToldWhen(int status, int seconds) {
        for (boolean explained : new boolean[] {true, false}) {
            RestResponse answer = answer(new Refused(status, Optional.of(Duration.ofSeconds(seconds))), explained);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers()).containsEntry("Retry-After", Integer.toString(seconds));
            assertThat(answer(new Refused(status, Optional.empty()), explained).headers())
                    .containsEntry("Retry-After", "5");
        }
    }

    @Test
    void aStreamTooManyIsOneOfThem() {
        assertThat(answer(Problem.tooManyStreams(10), true).headers()).containsKey("Retry-After");
    }

    @Test
    void othersAreNot() {
        assertThat(answer(Problem.badRequest("no"), true).headers()).doesNotContainKey("Retry-After");
    }
}
