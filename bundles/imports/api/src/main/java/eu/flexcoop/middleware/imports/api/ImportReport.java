package eu.flexcoop.middleware.imports.api;

import java.util.List;

/**
 * What became of a file.
 *
 * @param accepted values that are stored now, repeated ones included
 * @param refused values that are not
 * @param refusals which ones and why, in the order of the file; at most {@link Refusals#MOST}, the counts include the others
 */
public record ImportReport(long accepted, long refused, List<Refusal> refusals) {
    public ImportReport {
        refusals = List.copyOf(refusals);
    }
}
