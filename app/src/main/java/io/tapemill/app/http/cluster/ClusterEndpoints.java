package io.tapemill.app.http.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tapemill.app.access.PeerAccess;
import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Routes;
import io.tapemill.app.http.stream.BarStreams;
import io.tapemill.app.instance.Instance;
import io.tapemill.app.instance.Ownership;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * {@code /v1/cluster}: all instances and the partitions they own, collected by the one that is asked. The others are
 * those that the group of instances names, never an address from a request; one that does not answer soon is shown as
 * such.
 */
public final class ClusterEndpoints {
    private static final String INSTANCE = "/peer/instance";
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Instance instance;
    private final InstanceView view;
    private final String self;
    private final PeerAccess access;
    private final HttpClient client;

    private ClusterEndpoints(Instance instance, BarStreams streams, String self, PeerAccess access) {
        this.access = access;
        this.client = access.client().connectTimeout(PATIENCE).build();
        this.instance = instance;
        this.view = new InstanceView(instance, streams, self);
        this.self = self;
    }

    public static void addTo(Routes routes, Instance instance, BarStreams streams, String self, PeerAccess access) {
        ClusterEndpoints endpoints = new ClusterEndpoints(instance, streams, self, access);
        routes.page(INSTANCE, request -> Answer.json(200, endpoints.view.json() + "\n"));
        routes.page("/v1/cluster", request -> Answer.json(200, endpoints.cluster() + "\n"));
    }

    private ObjectNode cluster() {
        List<CompletableFuture<ObjectNode>> asked = new ArrayList<>();
        for (String member : instance.ownership().map(Ownership::members).orElse(List.of())) {
            if (!member.equals(self)) asked.add(access.allows(member) ? ask(member) : notAsked(member));
        }
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode instances = root.putArray("instances").add(view.json().put("self", true));
        asked.forEach(answer -> instances.add(answer.join()));
        SortedMap<Integer, ObjectNode> partitions = new TreeMap<>();
        instances.forEach(each -> addPartitions(partitions, each));
        root.putArray("partitions").addAll(partitions.values());
        return root;
    }

    private CompletableFuture<ObjectNode> ask(String member) {
        HttpRequest request = access.request(member, INSTANCE, PATIENCE);
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(ClusterEndpoints::read)
                .exceptionally(failure -> silent(member));
    }

    private static CompletableFuture<ObjectNode> notAsked(String member) {
        return CompletableFuture.completedFuture(silent(member));
    }

    private static ObjectNode silent(String member) {
        return MAPPER.createObjectNode().put("instance", member).put("answers", false);
    }

    private static ObjectNode read(HttpResponse<String> answer) {
        try {
            return (ObjectNode) MAPPER.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException("a peer's answer is no JSON", e);
        }
    }

    private static void addPartitions(SortedMap<Integer, ObjectNode> partitions, JsonNode each) {
        String name = each.get("instance").asText();
        for (JsonNode built : each.path("trades")) {
            row(partitions, built).put("owner", name).set("tradesLag", built.get("lag"));
        }
        for (JsonNode stored : each.path("bars")) {
            ObjectNode row = row(partitions, stored).put("sinkOwner", name);
            row.set("storedOffset", stored.get("storedOffset"));
            if (stored.has("lag")) row.set("barsLag", stored.get("lag"));
        }
    }

    private static ObjectNode row(SortedMap<Integer, ObjectNode> partitions, JsonNode entry) {
        int partition = entry.get("partition").asInt();
        return partitions.computeIfAbsent(
                partition, number -> MAPPER.createObjectNode().put("partition", number));
    }
}
