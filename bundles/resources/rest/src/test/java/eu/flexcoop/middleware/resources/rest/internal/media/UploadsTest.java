package eu.flexcoop.middleware.resources.rest.internal.media;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

class UploadsTest {
    private static final String ID = "5f0c2d3e4a5b6c7d8e9f0a1b";

    @ParameterizedTest
    @ValueSource(strings = {"media/" + ID, "/media/" + ID, "/1/media/" + ID, "/a/b/c/media/" + ID})
    void addressesOfStoredFilesAreKnown(String text) {
        assertThat(Uploads.isAddress(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "media/", "x/media/" + ID, "/1/media/" + ID + "/", "bWVkaWE="})
    void otherTextsAreNot(String text) {
        assertThat(Uploads.isAddress(text)).isFalse();
    }

    @Test
    void aLongTextNeedsNeitherStackNorTime() {
        for (String part : new String[] {"/", "/a", "/media", "/media/" + ID}) {
            String text = part.repeat(50_000);
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
                assertThat(Uploads.isAddress(text)).isEqualTo(text.endsWith(ID));
                assertThat(Uploads.isAddress(text + "x")).isFalse();
            });
        }
    }
}
