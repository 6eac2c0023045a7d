package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.OptionalLong;

import com.fasterxml.jackson.core.JsonGenerator;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Link;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;

/**
 * What stands around the rows of a list: links, page and total.
 *
 * @param page from 1
 * @param size most rows of a page
 * @param limited there are at most {@code size} rows; otherwise all
 */
record ListFrame(
        RestRequest request,
        ResourceDefinition definition,
        int page,
        int size,
        boolean limited,
        RestSettings settings) {

    long skip() {
        return limited ? (page - 1L) * size : 0;
    }

    /** 0 for all, as in a {@link eu.flexcoop.middleware.resources.spi.SourceQuery}. */
    int limit() {
        return limited ? size : 0;
    }

    boolean paged() {
        return definition.queries().pagination();
    }

    /** How many rows there are in all, if the rows of this page tell it: the last page does. */
    OptionalLong total(int rows) {
        if (!paged()) {
            return OptionalLong.of(rows);
        }
        boolean last = rows < size && (rows > 0 || page == 1);
        return last ? OptionalLong.of(skip() + rows) : OptionalLong.empty();
    }

    /**
     * Writes what follows the rows.
     *
     * @param total empty if the client gets none
     * @param rows on this page
     */
    void write(JsonGenerator out, OptionalLong total, int rows) throws IOException {
        if (definition.queries().links()) {
            links(out, total, rows);
        }
        if (paged()) {
            out.writeObjectFieldStart("_meta");
            out.writeNumberField("page", page);
            out.writeNumberField("max_results", size);
            if (total.isPresent()) {
                out.writeNumberField("total", total.getAsLong());
            }
            out.writeEndObject();
        }
    }

    private void links(JsonGenerator out, OptionalLong total, int rows) throws IOException {
        long all = total.orElse(0);
        int last = (int) Math.max(1, Math.min(Integer.MAX_VALUE, (all + size - 1) / size));
        out.writeObjectFieldStart("_links");
        Links.write(out, "parent", "home", "/");
        boolean any = total.isPresent() ? all > 0 : rows > 0;
        Link self = self(any);
        Links.write(out, "self", self.title(), self.href());
        if (paged() && any) {
            boolean more = total.isPresent() ? page < last : rows == size;
            if (more) {
                Links.write(out, "next", "next page", definition.url() + query(page + 1));
            }
            if (more && total.isPresent()) {
                Links.write(out, "last", "last page", definition.url() + query(last));
            }
            if (page > 1) {
                Links.write(out, "prev", "previous page", definition.url() + query(page - 1));
            }
        }
        out.writeEndObject();
    }

    /** @param any there are rows, so that the query is of interest */
    Link self(boolean any) {
        return new Link(definition.title(), definition.url() + (any ? query(page) : ""));
    }

    private String query(int to) {
        return ListQuery.link(request, size, to, settings);
    }
}
