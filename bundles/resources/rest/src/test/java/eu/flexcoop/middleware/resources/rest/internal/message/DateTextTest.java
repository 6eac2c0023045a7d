package eu.flexcoop.middleware.resources.rest.internal.message;

import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class DateTextTest {
    private final DateText platform = new DateText("%Y-%m-%dT%H:%M:%S.%fZ");

    @Test
    public void thePlatformsFormatHasSixDigits() {
        Instant moment = Instant.parse("2020-12-10T10:15:00.120Z");

        assertThat(platform.format(moment)).isEqualTo("2020-12-10T10:15:00.120000Z");
        assertThat(platform.parse("2020-12-10T10:15:00.120000Z")).contains(moment);
        assertThat(platform.parse("2020-12-10T10:15:00.12Z")).contains(moment);
        assertThat(platform.parse("2020-12-10T10:15:00Z")).contains(Instant.parse("2020-12-10T10:15:00Z"));
        assertThat(platform.format(Instant.parse("1969-12-31T23:59:59.999Z"))).isEqualTo("1969-12-31T23:59:59.999000Z");
    }

    @Test
    public void headersHaveTheirOwnFormat() {
        Instant moment = Instant.parse("2020-03-02T10:00:00Z");

        assertThat(DateText.HTTP.format(moment)).isEqualTo("Mon, 02 Mar 2020 10:00:00 GMT");
        assertThat(DateText.HTTP.parse("Mon, 02 Mar 2020 10:00:00 GMT")).contains(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2020-03-02",
                "2020-13-02T10:00:00.0Z",
                "2020-02-30T10:00:00.0Z",
                "2020-03-02T10:00:00.Z",
                "2020-03-02T10:00:00",
                "2020-03-02T10:00Z",
                "2020-03-02T10:00:00.0000000Z",
                "2020-03-02T10:00:00.0Z ",
                "Mon, 02 Mar 2020 10:00:00 GMT"
            })
    public void anotherFormIsNoDate(String text) {
        assertThat(platform.parse(text)).isEmpty();
    }

    @Test
    public void anUnknownPartOfAFormatIsRefused() {
        assertThatThrownBy(() -> new DateText("%Q")).hasMessageContaining("unknown part %Q, use %Y");
    }
}
