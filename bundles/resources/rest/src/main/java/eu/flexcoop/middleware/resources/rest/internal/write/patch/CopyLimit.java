package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.util.List;
import java.util.Map;

/** Bounds what the copies of one patch add to a document: a few of them could double it often enough to fill the memory. */
final class CopyLimit {
    private static final long MOST = 16 << 20;
    private static final int PER_VALUE = 16;

    private long copied;

    void count(Object value) throws PatchFailure {
        copied += PER_VALUE;
        if (value instanceof String text) {
            copied += text.length();
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> member : map.entrySet()) {
                copied += member.getKey().toString().length();
                count(member.getValue());
            }
        } else if (value instanceof List<?> list) {
            for (Object element : list) {
                count(element);
            }
        }
        if (copied > MOST) {
            throw new PatchFailure("the copies have more than %d bytes", MOST);
        }
    }
}
