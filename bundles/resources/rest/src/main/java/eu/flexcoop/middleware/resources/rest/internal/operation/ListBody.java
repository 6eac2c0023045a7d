package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.embed.RelatedLinks;
import eu.flexcoop.middleware.resources.rest.internal.message.BeginningInMemory;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Link;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/**
 * The JSON of a list. The first {@value #IN_MEMORY} bytes are put together in memory: a list that ends within them has all
 * headers that its rows give. The rows of a longer one are read while they are sent, so that it needs no more memory than that and a
 * batch of the cursor, and a client that reads slowly makes the cursor wait. For one thread.
 */
final class ListBody implements RestResponse.Rest {
    static final int IN_MEMORY = 512 << 10;

    private final ListFrame frame;
    private final ResourceDefinition definition;
    private final SourceRows rows;
    private final StoredDocument document;
    private final RelatedLinks related;
    private final BeginningInMemory sink = new BeginningInMemory();
    private final JsonGenerator out;
    private final boolean positioned;
    private RowTotal total = RowTotal.UNKNOWN;
    private RawBsonDocument last;
    private long newest;
    private int count;
    private boolean more;
    private RawBsonDocument waiting;

    /** @param rows closed by this */
    ListBody(ListFrame frame, SourceRows rows, StoredDocument document, RelatedLinks related) {
        this.frame = frame;
        this.definition = frame.definition();
        this.positioned = frame.position().isPresent();
        this.rows = rows;
        this.document = document;
        this.related = related;
        try {
            this.out = Json.FACTORY.createGenerator(sink);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        }
    }

    /**
     * The whole list, or its beginning with this as the rest.
     *
     * @param counter counts all rows; asked only if the rows do not tell it
     */
    RestResponse start(Supplier<RowTotal> counter) {
        try {
            out.writeStartObject();
            out.writeArrayFieldStart("_items");
            boolean whole = rows(IN_MEMORY);
            if (frame.counting() != Counting.NONE) {
                total = whole ? frame.total(count, more) : RowTotal.UNKNOWN;
                total = total.rows().isPresent() ? total : counter.get();
            }
            if (whole) {
                end();
                rows.close();
            }
            byte[] bytes = sink.bytes();
            RestResponse answer = whole ? RestResponse.of(200, bytes) : RestResponse.of(200, bytes, this);
            total.exact().ifPresent(known -> answer.header("X-Total-Count", Long.toString(known)));
            if (whole && newest > 0) {
                answer.header("Last-Modified", DateText.HTTP.format(newest));
            }
            return answer;
        } catch (IOException e) {
            rows.close();
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        } catch (RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /** Only asked of a list with more rows than fit in memory. */
    @Override
    public Link self() {
        return frame.self(true);
    }

    @Override
    public void writeTo(OutputStream target) throws IOException {
        sink.sendTo(target);
        rows(Integer.MAX_VALUE);
        end();
    }

    @Override
    public void close() {
        rows.close();
    }

    /** @return whether all rows are written; otherwise about {@code most} bytes are in memory */
    private boolean rows(int most) throws IOException {
        while (waiting != null || rows.hasNext()) {
            if (frame.isFull(count)) {
                more = true;
                return true;
            }
            if (sink.size() > most) {
                return false;
            }
            RawBsonDocument row = waiting == null ? rows.next() : waiting;
            waiting = null;
            if (most < Integer.MAX_VALUE && document.mediaBytes(row) > most - sink.size()) {
                waiting = row; // its files are not read before they can be sent
                return false;
            }
            row(row);
        }
        return true;
    }

    private void row(RawBsonDocument row) throws IOException {
        document.open(out, row);
        newest = Math.max(newest, document.updated());
        count++;
        if (positioned) {
            last = row;
        }
        if (definition.queries().links() && definition.item().enabled() && document.id() != null) {
            out.writeObjectFieldStart("_links");
            Links.write(out, "self", definition.itemTitle(), definition.url() + "/" + document.id());
            related.write(out, row::get);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private void end() throws IOException {
        out.writeEndArray();
        frame.write(out, total, count, more, last);
        out.writeEndObject();
        out.close(); // gives its buffers back; after an error they are not worth the brackets that it would add
    }
}
