package io.tapemill.app.definitions;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.tapemill.serdes.RegistryCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The definitions of Kafka and its registry, as they stand in the file.
 *
 * @param topics all but Kafka's own
 * @param acls empty also where Kafka checks no rights
 * @param schemas by id
 * @param levels of compatibility, by subject
 */
public record Definitions(
        List<Topic> topics, List<Acl> acls, List<RegistryCatalog.Entry> schemas, Map<String, String> levels) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

    public Definitions {
        topics = List.copyOf(topics);
        acls = List.copyOf(acls);
        schemas = List.copyOf(schemas);
        levels = new TreeMap<>(levels);
    }

    /** @param configs those that were set for the topic; others follow the broker */
    public record Topic(String name, int partitions, short replicas, Map<String, String> configs) {
        public Topic {
            configs = new TreeMap<>(configs);
        }
    }

    /** One right, in Kafka's own words. */
    public record Acl(
            ResourceType resource,
            String name,
            PatternType pattern,
            String principal,
            String host,
            AclOperation operation,
            AclPermissionType permission) {
        static Acl of(AclBinding binding) {
            ResourcePattern pattern = binding.pattern();
            AccessControlEntry entry = binding.entry();
            return new Acl(
                    pattern.resourceType(),
                    pattern.name(),
                    pattern.patternType(),
                    entry.principal(),
                    entry.host(),
                    entry.operation(),
                    entry.permissionType());
        }

        AclBinding binding() {
            return new AclBinding(
                    new ResourcePattern(resource, name, pattern),
                    new AccessControlEntry(principal, host, operation, permission));
        }

        @Override
        public String toString() {
            return permission + " " + principal + " from " + host + " " + operation + " on " + resource + " " + name
                    + " (" + pattern + ")";
        }
    }

    /** {@link IOException} when the file is not there or was not written by {@link #write}. */
    public static Definitions read(Path file) throws IOException {
        return JSON.readValue(file.toFile(), Definitions.class);
    }

    /** A file of that name is replaced when the new one is complete. */
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, "definitions", ".part");
        Files.write(part, JSON.writeValueAsBytes(this));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** For a person. */
    public String summary() {
        return topics.size() + " topics, " + acls.size() + " ACLs, " + schemas.size() + " schemas";
    }
}
