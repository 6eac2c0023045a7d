/** EiRegisterParty: registration and its cancellation. */
package eu.flexcoop.middleware.openadr.vtn.internal.registration;
