package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Locale;

/** The text of enum constants in tables and messages. */
final class Constants {
    private Constants() {}

    static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
