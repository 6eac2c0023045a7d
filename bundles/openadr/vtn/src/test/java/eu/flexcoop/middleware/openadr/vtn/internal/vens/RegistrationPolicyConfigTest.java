package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.vtn.internal.vens.RegistrationPolicy.Admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RegistrationPolicyConfigTest {
    @Test
    void theTextsOfTheConfigurationAreKnown() {
        assertThat(RegistrationPolicy.admission("open")).isEqualTo(Admission.OPEN);
        assertThat(RegistrationPolicy.admission("provisioned")).isEqualTo(Admission.PROVISIONED);
    }

    @Test
    void anyOtherTextIsRefusedByName() {
        assertThatThrownBy(() -> RegistrationPolicy.admission("closed"))
                .hasMessageContaining("admission 'closed' must be open or provisioned")
                .hasMessageContaining("eu.flexcoop.middleware.openadr.registration.cfg");
    }
}
