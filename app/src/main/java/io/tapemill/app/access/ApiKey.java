package io.tapemill.app.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A key as the server knows it: by its hash. The secret has 256 random bits, so nothing is gained by a slow hash and
 * nothing lost by a table of hashes that somebody reads.
 *
 * @param name for logs and limits
 * @param hash SHA-256 of the secret, 64 hexadecimal digits
 */
public record ApiKey(String name, Set<Scope> scopes, String hash) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    /** So that scanners of repositories and logs can tell what it is. */
    private static final String PREFIX = "tapemill_";

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    public ApiKey {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a key is 1 to 64 letters, digits, '.', '_' and '-'");
        }
        if (scopes.isEmpty()) throw new IllegalArgumentException("key '" + name + "' has no scope");
        if (!HASH.matcher(hash).matches()) {
            throw new IllegalArgumentException(
                    "the hash of key '" + name + "' is not sha256: and 64 lower-case digits");
        }
        scopes = Set.copyOf(scopes);
    }

    /** A new secret, to be shown once and never stored. */
    public static String newSecret() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static ApiKey of(String name, Set<Scope> scopes, String secret) {
        return new ApiKey(name, scopes, hashOf(secret));
    }

    static String hashOf(String secret) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }

    /** A line of a key file: {@code name scope,scope sha256:hash}. {@link IllegalArgumentException} when it is none. */
    static ApiKey parse(String line) {
        String[] parts = line.strip().split("\\s+");
        if (parts.length != 3 || !parts[2].startsWith("sha256:")) {
            throw new IllegalArgumentException("expected: name scope,scope sha256:hash");
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String scope : parts[1].split(",", -1)) scopes.add(Scope.of(scope));
        return new ApiKey(parts[0], scopes, parts[2].substring("sha256:".length()));
    }

    public String line() {
        TreeSet<Scope> sorted = new TreeSet<>(scopes);
        return name + " " + String.join(",", sorted.stream().map(Scope::text).toList()) + " sha256:" + hash;
    }
}
