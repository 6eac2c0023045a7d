package eu.flexcoop.middleware.openadr.vtn.internal.vens;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** Rows of VENs with the time of the last message of each, which is looked up for some hundred rows at a time. */
public final class LastSeenRows implements SourceRows {
    private static final int BATCH = 500;
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
    private static final DecoderContext DECODER = DecoderContext.builder().build();

    private final SourceRows rows;
    private final VenPresence presence;
    private final Queue<RawBsonDocument> ready = new ArrayDeque<>();

    public LastSeenRows(SourceRows rows, VenPresence presence) {
        this.rows = rows;
        this.presence = presence;
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || rows.hasNext();
    }

    @Override
    public RawBsonDocument next() {
        if (ready.isEmpty()) {
            fill();
        }
        return ready.remove();
    }

    private void fill() {
        List<RawBsonDocument> batch = new ArrayList<>();
        while (batch.size() < BATCH && rows.hasNext()) {
            batch.add(rows.next());
        }
        Map<VenId, Instant> seen = presence.lastSeen(
                batch.stream().filter(LastSeenRows::hasId).map(LastSeenRows::id).toList());
        for (RawBsonDocument row : batch) {
            Instant at = hasId(row) ? seen.get(id(row)) : null;
            ready.add(at == null ? row : with(row, at));
        }
    }

    private static boolean hasId(RawBsonDocument row) {
        return row.isString("_id");
    }

    private static VenId id(RawBsonDocument row) {
        return new VenId(row.getString("_id").getValue());
    }

    private static RawBsonDocument with(RawBsonDocument row, Instant at) {
        BsonDocument changed = CODEC.decode(row.asBsonReader(), DECODER);
        changed.put(VenPresence.LAST_SEEN, new BsonDateTime(at.toEpochMilli()));
        return new RawBsonDocument(changed, CODEC);
    }

    @Override
    public void close() {
        rows.close();
    }
}
