package eu.flexcoop.middleware.http.hub.internal;

import org.eclipse.jetty.server.Server;

/** A running server that passes requests on to the hub, so that listeners may be opened on it; a service for the components of this bundle. */
public record ReadyServer(Server jetty) {}
