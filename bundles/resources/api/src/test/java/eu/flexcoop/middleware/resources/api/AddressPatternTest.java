package eu.flexcoop.middleware.resources.api;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressPatternTest {
    @Test
    void parametersAreFoundInAnAddress() {
        AddressPattern address = AddressPattern.of("companies/<regex(\"[a-f0-9]{24}\"):company>/invoices");
        assertThat(address.match("companies/5fd0a1b2c3d4e5f6a7b8c9d0/invoices"))
                .contains(Map.of("company", "5fd0a1b2c3d4e5f6a7b8c9d0"));
        assertThat(address.match("companies/xyz/invoices")).isEmpty();
        assertThat(address.match("companies/5fd0a1b2c3d4e5f6a7b8c9d0")).isEmpty();
        assertThat(address.match("companies/5fd0a1b2c3d4e5f6a7b8c9d0/invoices/"))
                .isEmpty();
        assertThat(address.shown()).isEqualTo("companies/<company>/invoices");
        assertThat(address.with(name -> "5")).isEqualTo("companies/5/invoices");
    }

    @Test
    void eachKindOfParameterAcceptsItsTexts() {
        AddressPattern address = AddressPattern.of("a/<int:n>/<uuid:u>/<string:s>/<t>/<regex('[^/]+(?<x>b)'):r>");
        assertThat(address.match("a/12/0a1b2c3d-0000-4000-8000-000000000000/é x/t/ab"))
                .contains(Map.of(
                        "n", "12", "u", "0a1b2c3d-0000-4000-8000-000000000000", "s", "é x", "t", "t", "r", "ab"));
        assertThat(address.match("a/-1/0a1b2c3d-0000-4000-8000-000000000000/s/t/ab"))
                .isEmpty();
        assertThat(address.match("a/1/0a1b/s/t/ab")).isEmpty();
        assertThat(address.match("a/1/0a1b2c3d-0000-4000-8000-000000000000//t/ab"))
                .isEmpty();
        assertThat(address.parameters()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "a b",
                "<a",
                "a<b>",
                "<float:x>",
                "<regex(\"[\"):x>",
                "<int:a>/<int:a>",
                "<regex(x):x>"
            })
    void otherFormsAreRefused(String url) {
        assertThatThrownBy(() -> AddressPattern.of(url)).isInstanceOf(IllegalArgumentException.class);
    }
}
