package io.tapemill.app.http.bars;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;

/** The form of an answer, by the parameter {@code format} or else by the header {@code Accept}. */
enum BarForm {
    JSON(Answer.JSON),
    CSV(Answer.CSV),
    NDJSON(Answer.NDJSON);

    private final String contentType;

    BarForm(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    static BarForm of(Request request) {
        if (request.find("format").isPresent()) {
            return switch (request.choice("format", "json", "csv", "ndjson")) {
                case "csv" -> CSV;
                case "ndjson" -> NDJSON;
                default -> JSON;
            };
        }
        String accept = request.header("Accept").orElse("*/*");
        for (String part : accept.split(",")) {
            String type = part.split(";")[0].strip();
            if (type.equals("*/*") || type.equals("application/*") || type.equals("application/json")) return JSON;
            if (type.equals("text/csv") || type.equals("text/*")) return CSV;
            if (type.equals("application/x-ndjson")) return NDJSON;
        }
        throw new Problem(
                406,
                "not-acceptable",
                "there are application/json, text/csv and application/x-ndjson, but not " + accept);
    }
}
