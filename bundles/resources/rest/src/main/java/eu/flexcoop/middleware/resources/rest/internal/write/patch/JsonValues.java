package eu.flexcoop.middleware.resources.rest.internal.write.patch;

import java.math.BigDecimal;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

import eu.flexcoop.middleware.resources.rest.internal.message.DateText;

/** Compares stored values with values that clients sent: dates and ids are texts in JSON, and 1 and 1.0 are one number. */
final class JsonValues {
    private final DateText dates;

    JsonValues(DateText dates) {
        this.dates = dates;
    }

    boolean equal(Object one, Object other) {
        if (one instanceof Number a && other instanceof Number b) {
            return equal(a, b);
        }
        if (one instanceof List<?> a && other instanceof List<?> b) {
            return equal(a, b);
        }
        if (one instanceof Map<?, ?> a && other instanceof Map<?, ?> b) {
            return a.keySet().equals(b.keySet())
                    && a.entrySet().stream().allMatch(entry -> equal(entry.getValue(), b.get(entry.getKey())));
        }
        return Objects.equals(text(one), text(other));
    }

    private static boolean equal(Number a, Number b) {
        if (a instanceof Double || b instanceof Double || a instanceof Float || b instanceof Float) {
            return Double.compare(a.doubleValue(), b.doubleValue()) == 0;
        }
        return decimal(a).compareTo(decimal(b)) == 0;
    }

    static BigDecimal decimal(Number number) {
        return number instanceof Decimal128 decimal ? decimal.bigDecimalValue() : new BigDecimal(number.toString());
    }

    private boolean equal(List<?> a, List<?> b) {
        Iterator<?> others = b.iterator();
        return a.size() == b.size() && a.stream().allMatch(each -> equal(each, others.next()));
    }

    private Object text(Object value) {
        if (value instanceof Date date) {
            return dates.format(date.getTime());
        }
        return value instanceof ObjectId || value instanceof Decimal128 ? value.toString() : value;
    }
}
