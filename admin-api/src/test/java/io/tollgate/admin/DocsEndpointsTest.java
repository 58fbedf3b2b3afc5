package io.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.admin.http.Answer;
import io.tollgate.admin.http.Call;
import io.tollgate.admin.http.Endpoint;
import io.tollgate.admin.http.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocsEndpointsTest {
    private final List<Endpoint> endpoints = new DocsEndpoints().all();

    @Test
    void thePageLoadsNothingButWhatIsServedHere() {
        String page = text(call("/docs", Map.of()));
        Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page);

        assertThat(links.results().map(link -> link.group(1)))
                .hasSize(3)
                .allSatisfy(link -> {
                    assertThat(link).startsWith("docs/");
                    var file = call("/docs/{file}", Map.of("file", link.substring(5)));
                    assertThat(file.status()).isEqualTo(200);
                    assertThat(file.body()).isNotEmpty();
                });
        assertThat(page).doesNotContain("://");
        assertThat(call("/docs", Map.of()).headers().get("Content-Security-Policy"))
                .contains("default-src 'none'", "connect-src 'self'");
    }

    @Test
    void itIsSwaggerUiAndShowsOurFile() {
        assertThat(text(call("/docs/{file}", Map.of("file", "swagger-ui-bundle.js"))))
                .contains("SwaggerUIBundle");
        assertThat(text(call("/docs/{file}", Map.of("file", "start.js"))))
                .contains("url: 'openapi.yaml'", "validatorUrl: null");
    }

    @Test
    void servesNoOtherFile() {
        for (String name : List.of("openapi.yaml", "..", "../Admin.class", "index.html")) {
            assertThatThrownBy(() -> call("/docs/{file}", Map.of("file", name)))
                    .as(name)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("there is no file");
        }
    }

    private Answer call(String path, Map<String, String> parts) {
        Endpoint endpoint =
                endpoints.stream().filter(each -> each.path().equals(path)).findAny().orElseThrow();
        return endpoint.action()
                .apply(
                        new Call(
                                "/",
                                parts,
                                Map.of(),
                                _ -> List.of(),
                                () -> new byte[0],
                                "127.0.0.1",
                                Optional.empty()));
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
