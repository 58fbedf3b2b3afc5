# Tollgate, built from source inside:
#
#   docker build -t tollgate .
#   docker run --rm -p 8080:8080 -p 8000:8000 tollgate up
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY docker/ca /tmp/ca
RUN for ca in /tmp/ca/*.crt; do \
      if [ -e "$ca" ]; then keytool -importcert -noprompt -cacerts -storepass changeit -alias "$(basename "$ca")" -file "$ca"; fi; \
    done
ENV MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
COPY . .
RUN mvn -B -q -Dquick -Dmaven.test.skip=true package -pl standalone -am

FROM eclipse-temurin:25-jre
# What programs write, and the secrets they share, are the user's own; a volume mounted there inherits that.
RUN useradd --uid 10001 --user-group --home-dir /var/lib/tollgate --no-create-home --shell /usr/sbin/nologin tollgate \
    && mkdir --mode 700 /var/lib/tollgate /secrets /pepper \
    && chown tollgate:tollgate /var/lib/tollgate /secrets /pepper
COPY --from=build /src/standalone/target/tollgate/lib /opt/tollgate/standalone/target/tollgate/lib
COPY --from=build /src/tollgate /opt/tollgate/tollgate
USER tollgate
WORKDIR /var/lib/tollgate
VOLUME /var/lib/tollgate
# Edge (public, private), admin API.
EXPOSE 8080 8081 8000
ENTRYPOINT ["/opt/tollgate/tollgate"]
CMD ["up"]
