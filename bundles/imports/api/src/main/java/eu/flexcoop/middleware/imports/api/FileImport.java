package eu.flexcoop.middleware.imports.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes in files of one format. Registered as a service with the property {@code format}; must be thread-safe. A file is read as a
 * stream, and taking it in again changes nothing, so that whoever does not know whether it was taken in repeats it.
 */
@ConsumerType
public interface FileImport {
    /** Key of the service property that names the format. */
    String FORMAT = "format";

    /**
     * Takes in a file on behalf of the operator, who may write everybody's data. What is reported as accepted is durable.
     *
     * @return what was accepted and what was refused; everything else of the file is stored
     * @throws FileRefusedException if the file is not of the format; nothing of it is stored
     * @throws eu.flexcoop.middleware.core.api.UnavailableException if a server is away; a part may be stored, and the file must be
     *     taken in again
     */
    ImportReport take(ImportFile file);
}
