package eu.flexcoop.middleware.resources.rest.internal.render;

/**
 * Names of fields as names of elements. What XML does not allow in a name is written as {@code _xHHHH_}, the escape of SQL/XML (ISO
 * 9075-14), so that every field has a name of its own that can be read back.
 */
final class XmlNames {
    private XmlNames() {}

    static String of(String field) {
        if (isPlain(field)) {
            return field;
        }
        if (field.isEmpty()) {
            return "_";
        }
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < field.length(); i++) {
            char letter = field.charAt(i);
            boolean escape = letter == '_' && field.startsWith("_x", i);
            boolean allowed = i == 0 ? isStart(letter) : isStart(letter) || isFollowing(letter);
            if (allowed && !escape) {
                name.append(letter);
            } else {
                name.append("_x%04X_".formatted((int) letter));
            }
        }
        return name.toString();
    }

    private static boolean isPlain(String field) {
        for (int i = 0; i < field.length(); i++) {
            char letter = field.charAt(i);
            if (letter >= 128
                    || !isStart(letter) && (i == 0 || !isFollowing(letter))
                    || letter == '_' && field.startsWith("_x", i)) {
                return false;
            }
        }
        return !field.isEmpty();
    }

    private static boolean isStart(char letter) {
        return letter == '_'
                || letter < 128 && Character.isLetter(letter)
                || letter >= 0xC0 && letter != 0xD7 && letter != 0xF7 && letter <= 0x2FF;
    }

    private static boolean isFollowing(char letter) {
        return letter >= '0' && letter <= '9' || letter == '-' || letter == '.';
    }
}
