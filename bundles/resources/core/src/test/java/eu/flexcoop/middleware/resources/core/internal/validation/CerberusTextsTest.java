package eu.flexcoop.middleware.resources.core.internal.validation;

import java.util.List;
import java.util.Map;

import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Values of all types in messages. */
class CerberusTextsTest {
    @Test
    void valuesAreWrittenAsPythonDoes() {
        assertThat(CerberusTexts.plain(9)).isEqualTo("9");
        assertThat(CerberusTexts.plain(9L)).isEqualTo("9");
        assertThat(CerberusTexts.plain(1795662347.5)).isEqualTo("1795662347.5");
        assertThat(CerberusTexts.plain("z")).isEqualTo("z");
        assertThat(CerberusTexts.plain(Decimal128.parse("1.50"))).isEqualTo("1.50");
        assertThat(CerberusTexts.plain(new ObjectId("5f0000000000000000000001")))
                .isEqualTo("5f0000000000000000000001");
        assertThat(CerberusTexts.quoted(new ObjectId("5f0000000000000000000001")))
                .isEqualTo("'5f0000000000000000000001'");
        assertThat(CerberusTexts.quoted(List.of(1, 2.5, "a", true))).isEqualTo("[1, 2.5, 'a', True]");
        assertThat(CerberusTexts.quoted(Map.of("n", 1))).isEqualTo("{'n': 1}");
        assertThat(CerberusTexts.tuple(List.of(1))).isEqualTo("(1,)");
    }
}
