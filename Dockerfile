# Two stages: the compiler stays behind.
FROM debian:12 AS build
WORKDIR /src
COPY scripts ./scripts
RUN scripts/install-deps run
COPY CMakeLists.txt ./
COPY cmake ./cmake
COPY migrations ./migrations
COPY web ./web
COPY include ./include
COPY src ./src
RUN cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo && cmake --build build --target mwlbroker

FROM debian:12-slim
RUN apt-get update -q \
    && apt-get install -y -q --no-install-recommends libdcmtk17 libpoconet80 libpoconetssl80 libpocodatapostgresql80 libpq5 libtomlplusplus3 \
       libspdlog1.10 libdate-tz3 libprometheus-cpp-core1.0 libutf8proc2 libre2-9 libssl3 ca-certificates tzdata curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home mwlbroker
COPY --from=build /src/build/src/mwlbroker /usr/bin/mwlbroker
COPY config /etc/mwlbroker
USER 10001
EXPOSE 2575 11112 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s CMD curl -fsS http://127.0.0.1:8080/readyz || exit 1
ENTRYPOINT ["/usr/bin/mwlbroker"]
CMD ["serve", "--config", "/etc/mwlbroker/mwlbroker.toml"]
