package io.tapemill.app.access;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells by its spelling alone, and without asking a name server, whether an address never leaves the machine. */
public final class Addresses {
    /** What a machine calls itself. */
    public static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private Addresses() {}

    public static boolean isLoopback(String host) {
        return LOOPBACK_NAMES.contains(host) || LOOPBACK_V4.matcher(host).matches();
    }

    /** Whether one of the servers in a list as of {@code bootstrap.servers} is beyond this machine. */
    public static boolean isAnyRemote(String servers) {
        return Arrays.stream(servers.split(","))
                .anyMatch(server -> !server.isBlank() && !isLoopback(hostOf(server.strip())));
    }

    /** The host of {@code host:port} or {@code [host]:port}. */
    static String hostOf(String hostAndPort) {
        if (hostAndPort.startsWith("[")) {
            int end = hostAndPort.indexOf(']');
            return end < 0 ? hostAndPort : hostAndPort.substring(0, end + 1);
        }
        int colon = hostAndPort.lastIndexOf(':');
        return colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
    }
}
