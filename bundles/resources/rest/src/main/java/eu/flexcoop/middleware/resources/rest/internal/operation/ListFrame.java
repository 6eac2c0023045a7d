package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.BsonDocument;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Link;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;

/**
 * What stands around the rows of a list: links, page and total.
 *
 * @param page from 1
 * @param size most rows of a page
 * @param limited there are at most {@code size} rows; otherwise all
 * @param position of the first row, if the client pages by positions and not by numbers
 */
record ListFrame(
        RestRequest request,
        ResourceDefinition definition,
        int page,
        int size,
        boolean limited,
        Counting counting,
        Optional<PagePosition> position,
        RestSettings settings) {
    /** For pages by numbers. */
    static ListFrame numbered(RestRequest request, ResourceDefinition definition, RestSettings settings) {
        boolean paged = definition.queries().pagination();
        return new ListFrame(
                request,
                definition,
                paged ? ListQuery.page(request) : 1,
                ListQuery.pageSize(request, definition, settings),
                paged || ListQuery.isLimited(request),
                Counting.of(request, definition),
                Optional.empty(),
                settings);
    }

    ListFrame at(PagePosition first) {
        return new ListFrame(request, definition, 1, size, limited, counting, Optional.of(first), settings);
    }

    long skip() {
        return limited ? (page - 1L) * size : 0;
    }

    /** Most rows of this page; 0 for all. */
    int limit() {
        return limited ? size : 0;
    }

    /**
     * The rows to read, one more than the page has: it tells whether another page follows, and on the last page the total. 0 for
     * all, as in a {@link eu.flexcoop.middleware.resources.spi.SourceQuery}.
     */
    int readLimit() {
        return limited ? Math.min(size, Integer.MAX_VALUE - 1) + 1 : 0;
    }

    boolean isFull(int rows) {
        return limited && rows >= size;
    }

    boolean paged() {
        return definition.queries().pagination();
    }

    /**
     * How many rows there are in all, if the rows of this page tell it: the last page does.
     *
     * @param more whether rows follow this page
     */
    RowTotal total(int rows, boolean more) {
        if (counting == Counting.NONE || position.isPresent()) {
            return RowTotal.UNKNOWN;
        }
        if (!limited) {
            return RowTotal.of(rows);
        }
        boolean last = !more && (rows > 0 || page == 1);
        return last ? RowTotal.of(skip() + rows) : RowTotal.UNKNOWN;
    }

    /**
     * Writes what follows the rows.
     *
     * @param rows on this page
     * @param more whether rows follow this page
     * @param last of the page; null if it is not known or there is none
     */
    void write(JsonGenerator out, RowTotal total, int rows, boolean more, BsonDocument last) throws IOException {
        if (definition.queries().links()) {
            out.writeObjectFieldStart("_links");
            Links.write(out, "parent", "home", "/");
            if (position.isPresent()) {
                linksByPosition(out, position.get(), more, last);
            } else {
                linksByNumber(out, total, rows, more);
            }
            out.writeEndObject();
        }
        if (paged()) {
            meta(out, total);
        }
    }

    private void meta(JsonGenerator out, RowTotal total) throws IOException {
        out.writeObjectFieldStart("_meta");
        if (position.isEmpty()) {
            out.writeNumberField("page", page);
        }
        out.writeNumberField("max_results", size);
        if (total.rows().isPresent()) {
            out.writeNumberField("total", total.rows().getAsLong());
            if (total.more()) {
                out.writeStringField("total_relation", "gte");
            }
        }
        out.writeEndObject();
    }

    private void linksByPosition(JsonGenerator out, PagePosition first, boolean more, BsonDocument last)
            throws IOException {
        Link self = self(true);
        Links.write(out, "self", self.title(), self.href());
        if (more && last != null) {
            Links.write(out, "next", "next page", definition.url() + query(1, first.behind(last)));
        }
    }

    private void linksByNumber(JsonGenerator out, RowTotal total, int rows, boolean more) throws IOException {
        long all = total.rows().orElse(0);
        int last = (int) Math.max(1, Math.min(Integer.MAX_VALUE, (all + size - 1) / size));
        boolean known = total.exact().isPresent();
        boolean any = total.rows().isPresent() ? all > 0 : rows > 0;
        Link self = self(any);
        Links.write(out, "self", self.title(), self.href());
        if (paged() && any) {
            if (more) {
                Links.write(out, "next", "next page", definition.url() + query(page + 1, null));
            }
            if (more && known && last > page) {
                Links.write(out, "last", "last page", definition.url() + query(last, null));
            }
            if (page > 1) {
                Links.write(out, "prev", "previous page", definition.url() + query(page - 1, null));
            }
        }
    }

    /** @param any there are rows, so that the query is of interest */
    Link self(boolean any) {
        String after =
                position.isPresent() ? request.parameter(PagePosition.PARAMETER).orElse("") : null;
        return new Link(definition.title(), definition.url() + (any || after != null ? query(page, after) : ""));
    }

    /** @param after position, or null for a page by its number */
    private String query(int to, String after) {
        return ListQuery.link(request, limit(), to, after, settings);
    }
}
