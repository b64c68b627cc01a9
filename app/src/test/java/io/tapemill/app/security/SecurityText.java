package io.tapemill.app.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** What docs/security.md says that has to be granted. */
final class SecurityText {
    private static final Path PAGE = Path.of("..", "docs", "security.md");

    private final List<String> lines;

    SecurityText() throws IOException {
        lines = Files.readAllLines(PAGE);
    }

    List<AclBinding> kafkaRights() {
        List<AclBinding> rights = new ArrayList<>();
        for (String line : block("<!-- read by SecuredClusterIT -->", "|", true)) {
            String[] cells = line.replace(" ", "").split("\\|");
            if (cells[1].equals("principal") || cells[1].startsWith("---")) continue;
            ResourceType type =
                    ResourceType.fromString(cells[2].replace('-', '_').toUpperCase(Locale.ROOT));
            PatternType pattern = PatternType.fromString(cells[4].toUpperCase(Locale.ROOT));
            rights.add(new AclBinding(
                    new ResourcePattern(type, cells[3], pattern),
                    new AccessControlEntry(
                            "User:" + cells[1], "*", AclOperation.fromString(cells[5]), AclPermissionType.ALLOW)));
        }
        return rights;
    }

    /** Requests, without scheme and host, and what stands in the other column: status and type of the problem. */
    Map<String, String> hostileRequests() {
        Map<String, String> requests = new LinkedHashMap<>();
        for (String line : lines) {
            if (!line.startsWith("| `/") || !line.contains("?") && !line.contains("%")) continue;
            int end = line.indexOf("` |");
            requests.put(
                    line.substring(3, end),
                    line.substring(end + 3).replace("|", "").strip());
        }
        return requests;
    }

    String sqlBeforeTheFirstMigration() {
        return sql("before the first migration");
    }

    String sqlAfterEachMigration() {
        return sql("after each migration");
    }

    private String sql(String when) {
        return String.join("\n", block("<!-- read by SecuredClusterIT: " + when + " -->", "```", false));
    }

    /** Lines of the first table or block of code behind the mark. */
    private List<String> block(String mark, String edge, boolean edgesBelong) {
        int at = lines.indexOf(mark) + 1;
        if (at == 0) throw new IllegalStateException(PAGE + " lacks " + mark);
        List<String> found = new ArrayList<>();
        if (edgesBelong) {
            while (lines.get(at).startsWith(edge)) found.add(lines.get(at++));
        } else {
            while (!lines.get(++at).startsWith(edge)) found.add(lines.get(at));
        }
        return found;
    }
}
