package io.tapemill.app.http.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a stream of events from a socket, event by event, as slowly as its owner asks. Waits for each. */
final class EventReader implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PATIENCE_MS = 60_000;

    record Event(String id, String type, String data) {
        JsonNode json() {
            try {
                return MAPPER.readTree(data);
            } catch (IOException e) {
                throw new UncheckedIOException(data, e);
            }
        }

        int revision() {
            return json().get("rev").asInt();
        }

        String symbol() {
            return json().get("symbol").asText();
        }
    }

    private final Socket socket;
    private BufferedReader lines;
    private String lastId = "";

    EventReader(int port, String query, String lastEventId) throws IOException {
        socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(PATIENCE_MS);
        String header = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
        // version 1.0, so that the answer is not cut into chunks
        String request = "GET /v1/stream/bars?" + query + " HTTP/1.0\r\nHost: 127.0.0.1\r\n" + header + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Waits for the status line and the headers. */
    String status() throws IOException {
        String status = lines().readLine();
        while (!lines().readLine().isEmpty()) {
            // headers
        }
        return status;
    }

    /** The next event with data, id or comment; empty at the end of the stream. */
    Optional<Event> next() throws IOException {
        String id = "";
        String type = "message";
        List<String> data = new ArrayList<>();
        boolean any = false;
        for (String line = lines().readLine(); line != null; line = lines().readLine()) {
            if (line.startsWith(":")) return Optional.of(new Event("", "comment", line));
            if (line.startsWith("id: ")) id = line.substring(4);
            if (line.startsWith("event: ")) type = line.substring(7);
            if (line.startsWith("data: ")) data.add(line.substring(6));
            any |= !line.isEmpty();
            if (line.isEmpty() && any) {
                if (!id.isEmpty()) lastId = id;
                return Optional.of(new Event(id, type, String.join("\n", data)));
            }
        }
        return Optional.empty();
    }

    /** The next event of this type; what comes before it is passed over. */
    Event next(String type) throws IOException {
        long endNs = System.nanoTime() + PATIENCE_MS * 1_000_000L;
        while (true) {
            if (System.nanoTime() > endNs) throw new IllegalStateException("waited in vain for " + type);
            Event event = next().orElseThrow(() -> new IllegalStateException("the stream ended before " + type));
            if (event.type().equals(type)) return event;
        }
    }

    /** Where the client is, to go on from there. */
    String lastId() {
        return lastId;
    }

    private BufferedReader lines() throws IOException {
        if (lines == null) {
            lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
