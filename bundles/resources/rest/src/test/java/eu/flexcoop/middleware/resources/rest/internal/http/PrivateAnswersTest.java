package eu.flexcoop.middleware.resources.rest.internal.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;

import static org.assertj.core.api.Assertions.assertThat;

class PrivateAnswersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max-age=10,must-revalidate | private, max-age=10,must-revalidate",
                "public, max-age=10 | private, max-age=10",
                "s-maxage=60 | private",
                "Private, no-cache | private, no-cache",
                "private=\"Set-Cookie\", max-age=3 | private, max-age=3",
                "max-age=5, No-Store | no-store"
            })
    void sharedCachesStoreNothing(String said, String sent) {
        RestResponse answer =
                RestResponse.empty(200).header("Cache-Control", said).header("Vary", "Accept");

        PrivateAnswers.mark(answer, true);

        assertThat(answer.headers())
                .containsEntry("Cache-Control", sent)
                .containsEntry("Vary", "Accept, Authorization");
    }

    @Test
    void noCacheStoresWhatSaysNothing() {
        RestResponse answer = RestResponse.empty(404);

        PrivateAnswers.mark(answer, true);

        assertThat(answer.headers()).containsEntry("Cache-Control", "no-store").containsEntry("Vary", "Authorization");
    }

    @Test
    void aRootLikeEvesSaysNothingWhereItsDefinitionDoesNot() {
        RestResponse silent = RestResponse.empty(200);
        RestResponse cached = RestResponse.empty(200).header("Cache-Control", "max-age=10");

        PrivateAnswers.mark(silent, false);
        PrivateAnswers.mark(cached, false);

        assertThat(silent.headers()).doesNotContainKey("Cache-Control").containsEntry("Vary", "Authorization");
        assertThat(cached.headers()).containsEntry("Cache-Control", "private, max-age=10");
    }
}
