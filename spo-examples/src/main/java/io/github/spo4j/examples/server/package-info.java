/**
 * The service: {@link io.github.spo4j.examples.server.SpoServer}. This package is the HTTP API described in {@code
 * server/openapi.yaml}; jobs are in {@code server.job}, the files of their runs in {@code server.storage}.
 *
 * <p>Client input is text or bytes, never a path or a class. Error messages for clients are written here; they never
 * contain what a library, a model's server or the machine reported.
 */
@NullMarked
package io.github.spo4j.examples.server;

import org.jspecify.annotations.NullMarked;
