package peer;

import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.filter.ratelimit.KeyResolver;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

/** Spring Cloud Gateway as its documentation sets it up, limiting by the key of a request. */
@SpringBootApplication
public class Gateway {
    public static void main(String[] arguments) {
        SpringApplication.run(Gateway.class, arguments);
    }

    @Bean
    KeyResolver byKey() {
        return exchange ->
                Mono.just(
                        Objects.requireNonNullElse(
                                exchange.getRequest().getHeaders().getFirst("Authorization"),
                                "nobody"));
    }
}
