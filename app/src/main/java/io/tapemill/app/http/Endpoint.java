package io.tapemill.app.http;

/** Answers the requests of one route. Called by many threads, which it may keep until the request's deadline. */
@FunctionalInterface
public interface Endpoint {
    /**
     * @throws Problem when the request is not answered as asked
     * @throws Exception anything else is a fault of ours: logged, and answered 500 without its text
     */
    Answer answer(Request request) throws Exception;
}
