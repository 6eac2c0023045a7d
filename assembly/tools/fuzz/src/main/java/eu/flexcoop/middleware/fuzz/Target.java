package eu.flexcoop.middleware.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import eu.flexcoop.middleware.security.oauth.internal.TokenTarget;
import eu.flexcoop.middleware.security.pki.internal.CertificateRequestTarget;

/** What is fuzzed: code that reads what others send. The corpus of each is a folder of its name. */
enum Target {
    OPENADR(OpenAdrTarget.class),
    SIGNATURE(SignatureTarget.class),
    QUERY(QueryTarget.class),
    BODY(BodyTarget.class),
    UPLOAD(UploadTarget.class),
    /** Definitions have regular expressions of their own; what values they are applied to is bounded. */
    DEFINITION(DefinitionTarget.class, "com.code_intelligence.jazzer.sanitizers.RegexInjection"),
    TOKEN(TokenTarget.class),
    CSR(CertificateRequestTarget.class);

    private final Class<?> code;
    private final List<String> intended;

    Target(Class<?> code, String... intended) {
        this.code = code;
        this.intended = List.of(intended);
    }

    /** Checks of Jazzer's that report what the target is meant to do. */
    List<String> intended() {
        return intended;
    }

    Class<?> code() {
        return code;
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Target named(String name) {
        return Arrays.stream(values())
                .filter(target -> target.folder().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no target '%s', use of: %s"
                        .formatted(
                                name,
                                Arrays.stream(values()).map(Target::folder).toList())));
    }
}
