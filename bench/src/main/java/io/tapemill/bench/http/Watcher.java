package io.tapemill.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that asks for two ranges of a symbol in turn, each time another instance, and checks what it is told. */
final class Watcher {
    /**
     * One request.
     *
     * @param atNs when it was sent
     * @param untilNs when it was answered, or given up
     * @param refusal empty when it was answered; else why not
     */
    record Event(long atNs, long untilNs, String refusal) {
        boolean isAnswered() {
            return refusal.isEmpty();
        }
    }

    static final String NO_ANSWER = "no answer";
    private static final Pattern DETAIL = Pattern.compile("\"detail\":\"([^\";]*)");
    private static final Pattern PORT = Pattern.compile(":[0-9]+");

    private final List<Connection> connections = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final List<String> paths;
    private final SeenBars seen;
    private final long everyNs;
    private final List<Event> events = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private Connection asked;
    private String path;
    private long sentNs;
    private long dueNs;
    private int turn;

    /**
     * @param paths asked for in turn
     * @param fromOwner whether every answer must have the open windows
     * @param everyNs time between two requests, longer when an answer takes longer
     */
    Watcher(Selector selector, List<String> urls, List<String> paths, boolean fromOwner, long firstNs, long everyNs) {
        for (String url : urls) {
            InetSocketAddress address = Target.address(url);
            addresses.add(address);
            connections.add(new Connection(selector, address, this));
        }
        this.paths = paths;
        this.seen = new SeenBars(fromOwner);
        this.dueNs = firstNs;
        this.everyNs = everyNs;
    }

    boolean isWaiting() {
        return asked != null;
    }

    List<Event> events() {
        return events;
    }

    List<String> wrong() {
        return wrong;
    }

    /** Sends the next request when it is due and the last one is answered. */
    void askIfDue(long nowNs) {
        if (asked != null || nowNs - dueNs < 0) return;
        int instance = turn % connections.size();
        path = paths.get(turn / connections.size() % paths.size());
        turn++;
        dueNs = Math.max(dueNs + everyNs, nowNs);
        sentNs = nowNs;
        asked = connections.get(instance);
        try {
            asked.send(Connection.request(addresses.get(instance), path));
        } catch (IOException e) {
            lost();
        }
    }

    void ready(SelectionKey key) {
        if (asked == null) {
            // nothing was asked, so the other side closes
            connections.forEach(Connection::close);
            return;
        }
        try {
            if (key.isWritable()) asked.write();
            if (!key.isReadable() || !asked.read()) return;
            int status = asked.status();
            if (status == 200) {
                wrong.addAll(seen.check(path, asked.body()));
                answered("");
                return;
            }
            Matcher detail = DETAIL.matcher(asked.body());
            String why = detail.find() ? " " + PORT.matcher(detail.group(1)).replaceAll("") : "";
            if (asked.head().contains("Connection: close")) asked.close();
            answered(status + why);
        } catch (IOException e) {
            lost();
        }
    }

    private void lost() {
        asked.close();
        answered(NO_ANSWER);
    }

    private void answered(String refusal) {
        events.add(new Event(sentNs, System.nanoTime(), refusal));
        asked = null;
    }

    void close() {
        connections.forEach(Connection::close);
    }
}
