package io.tollgate.admin;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.ProblemException;
import io.tollgate.admin.security.Permission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * {@code /docs}: openapi.yaml as a page, with Swagger UI, of which nothing is fetched elsewhere.
 */
final class DocsEndpoints {
    private static final String WEBJAR = "/META-INF/resources/webjars/swagger-ui/";
    private static final String WEBJAR_POM =
            "/META-INF/maven/org.webjars/swagger-ui/pom.properties";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
                    + " img-src 'self' data:; connect-src 'self'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    /** A file that the page needs. */
    private record Asset(String resource, String contentType) {}

    private final Map<String, Asset> assets;

    DocsEndpoints() {
        String webjar = WEBJAR + version() + "/";
        this.assets =
                Map.of(
                        "swagger-ui.css",
                        new Asset(webjar + "swagger-ui.css", "text/css; charset=utf-8"),
                        "swagger-ui-bundle.js",
                        new Asset(webjar + "swagger-ui-bundle.js", JAVASCRIPT),
                        "start.js",
                        new Asset("docs.js", JAVASCRIPT));
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/docs", Permission.PUBLIC, _ -> page()),
                Endpoint.get("/docs/{file}", Permission.PUBLIC, this::file));
    }

    private static Answer page() {
        return answer(new Asset("docs.html", "text/html; charset=utf-8"))
                .with("Content-Security-Policy", POLICY);
    }

    private Answer file(Call call) {
        String name = call.part("file");
        Asset asset = assets.get(name);
        if (asset == null) {
            throw ProblemException.notFound("file", name);
        }
        return answer(asset);
    }

    private static Answer answer(Asset asset) {
        return new Answer(200, asset.contentType(), bytes(asset.resource()), Map.of());
    }

    /** The jar's paths hold it. */
    private static String version() {
        try (InputStream in = opened(WEBJAR_POM)) {
            var properties = new Properties();
            properties.load(in);
            return properties.getProperty("version", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = opened(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream opened(String resource) {
        InputStream in = DocsEndpoints.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException(resource + " is missing from the class path");
        }
        return in;
    }
}
