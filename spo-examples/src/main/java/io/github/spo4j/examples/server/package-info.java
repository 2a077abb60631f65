/**
 * The service: {@link io.github.spo4j.examples.server.SpoServer}. This package is what it says over HTTP, as
 * {@code server/openapi.yaml} describes it; jobs are in {@code server.job}, the files of their runs in
 * {@code server.storage}.
 *
 * <p>Whatever a client sends is text or bytes, never a path or a class. Whatever it is told about an error is written
 * here, and never what a library, a model's server or the machine said.
 */
@NullMarked
package io.github.spo4j.examples.server;

import org.jspecify.annotations.NullMarked;
