package io.tapemill.app.http.web;

import io.tapemill.app.http.Answer;
import io.tapemill.app.http.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * {@code /}, {@code /cluster} and what they load. The browser is told to take nothing from any other place, so a page
 * that tried to would fail to, here and in the test.
 */
public final class WebPages {
    private static final String FOLDER = "/io/tapemill/app/web/";
    private static final String LIBRARY = "lightweight-charts.mjs";
    /** Of the one style that the charting library, version 5.2.1, makes for its logo. */
    private static final String LOGO_STYLE = "'sha256-3pRED1tOXas1FXFoPb9TGCjmYe9XQsmO9OV23khV2nY='";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' " + LOGO_STYLE
            + "; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final List<String> FILES = List.of(
            "style.css",
            "icon.svg",
            "chart.js",
            "cluster.js",
            "data.js",
            "key.js",
            "series.js",
            "time.js",
            "theme.js",
            "library-view.js",
            "canvas-view.js");

    private WebPages() {}

    /** @throws IOException when the jar lacks a file */
    public static void addTo(Routes routes) throws IOException {
        add(routes, "/", "index.html", required("index.html"));
        add(routes, "/cluster", "cluster.html", required("cluster.html"));
        for (String file : FILES) add(routes, "/web/" + file, file, required(file));
        // absent when the build could not obtain it: the page then draws by itself
        Optional<byte[]> library = read(LIBRARY);
        if (library.isPresent()) {
            add(routes, "/web/" + LIBRARY, LIBRARY, library.get());
            add(routes, "/web/lightweight-charts.LICENSE", "LICENSE.txt", required("lightweight-charts.LICENSE"));
        }
    }

    private static void add(Routes routes, String path, String file, byte[] body) {
        Answer answer = Answer.ok(contentType(file), body)
                .with("Cache-Control", "no-cache")
                .with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Referrer-Policy", "no-referrer");
        routes.page(path, request -> answer);
    }

    private static String contentType(String file) {
        return switch (file.substring(file.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "txt" -> "text/plain; charset=utf-8";
            default -> "text/javascript; charset=utf-8";
        };
    }

    private static byte[] required(String file) throws IOException {
        return read(file).orElseThrow(() -> new IOException("the jar lacks " + FOLDER + file + "; build it anew"));
    }

    private static Optional<byte[]> read(String file) throws IOException {
        try (InputStream in = WebPages.class.getResourceAsStream(FOLDER + file)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        }
    }
}
