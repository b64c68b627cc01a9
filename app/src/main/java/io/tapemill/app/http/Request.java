package io.tapemill.app.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.PathTemplateMatch;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A request with its parameters, each of which may be given once. Owned by the thread that answers it. */
public final class Request {
    private final HttpServerExchange exchange;
    private final long deadlineNs;

    Request(HttpServerExchange exchange, long deadlineNs) {
        this.exchange = exchange;
        this.deadlineNs = deadlineNs;
    }

    /** For a stream, whose answer has no deadline: nothing that asks for the time left may be used with it. */
    public static Request of(HttpServerExchange exchange) {
        return new Request(exchange, System.nanoTime());
    }

    /** A part of the path by its name in the route. */
    public String path(String name) {
        String text = exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY)
                .getParameters()
                .get(name);
        // the server leaves a slash encoded, so that it separates nothing
        return text.replace("%2F", "/").replace("%2f", "/");
    }

    /** {@link Problem} when the request has another parameter than these. */
    public void allowOnly(Set<String> names) {
        for (String name : exchange.getQueryParameters().keySet()) {
            if (!names.contains(name)) {
                throw Problem.parameter(
                        name,
                        "there is no parameter '" + name + "' here; there are: "
                                + String.join(", ", names.stream().sorted().toList()));
            }
        }
    }

    public Optional<String> find(String name) {
        Deque<String> values = exchange.getQueryParameters().get(name);
        if (values == null || values.isEmpty()) return Optional.empty();
        if (values.size() > 1) throw Problem.parameter(name, "'" + name + "' is given more than once");
        return values.getFirst().isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }

    public String get(String name) {
        return find(name).orElseThrow(() -> Problem.parameter(name, "'" + name + "' is missing"));
    }

    /** One of {@code choices}; the first when it is not given. */
    public String choice(String name, String... choices) {
        String text = find(name).orElse(choices[0]);
        if (!Arrays.asList(choices).contains(text)) {
            throw Problem.parameter(name, name + " '" + text + "' is not one of " + String.join(", ", choices));
        }
        return text;
    }

    /** A whole number between {@code least} and {@code most}. */
    public int integer(String name, int otherwise, int least, int most) {
        return Math.toIntExact(number(name, otherwise, least, most));
    }

    /** The same for greater numbers. */
    public long number(String name, long otherwise, long least, long most) {
        String text = find(name).orElse(Long.toString(otherwise));
        try {
            long value = Long.parseLong(text);
            if (value >= least && value <= most) return value;
        } catch (NumberFormatException e) {
            // said below, as for a number out of range
        }
        throw Problem.parameter(name, name + " '" + text + "' is not a whole number from " + least + " to " + most);
    }

    /** Texts separated by commas, at least one and at most {@code most}, none twice. */
    public List<String> list(String name, int most) {
        List<String> values = Arrays.stream(get(name).split(",", -1))
                .map(String::strip)
                .distinct()
                .toList();
        if (values.contains("")) throw Problem.parameter(name, "'" + name + "' has an empty entry");
        if (values.size() > most) {
            throw Problem.parameter(
                    name, "'" + name + "' has " + values.size() + " entries; ask for at most " + most + " at a time");
        }
        return values;
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** Path without query. */
    public String path() {
        return exchange.getRequestPath();
    }

    /** As it was sent, without the question mark; may be empty. */
    public String query() {
        return exchange.getQueryString();
    }

    /** What is left of the time in which it must be answered; never negative. */
    public Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, deadlineNs - System.nanoTime()));
    }
}
