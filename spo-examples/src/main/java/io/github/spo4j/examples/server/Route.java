package io.github.spo4j.examples.server;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * An address and its handler.
 *
 * @param method the method
 * @param path the address, with the names of its variable parts in braces
 * @param forEverybody whether no token is needed
 * @param handler answers requests
 */
record Route(HandlerType method, String path, boolean forEverybody, Handler handler) {

    static Route get(String path, Handler handler) {
        return new Route(HandlerType.GET, path, false, handler);
    }

    static Route post(String path, Handler handler) {
        return new Route(HandlerType.POST, path, false, handler);
    }

    static Route delete(String path, Handler handler) {
        return new Route(HandlerType.DELETE, path, false, handler);
    }

    /** A route that needs no token. */
    Route open() {
        return new Route(method, path, true, handler);
    }
}
