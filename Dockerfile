# What Flow runs: one program, the C libraries that it is linked against, and nothing else.
#
#   docker build --platform linux/amd64 --tag source-aircall:local .

FROM docker.io/denoland/deno:debian-2.9.6@sha256:2014dc167ece617ef7e7ba40631ac2234c59e75ce693e7cc2dc2602b3c87859d AS build
WORKDIR /project
COPY deno.json deno.lock main.ts ./
COPY src/ src/
# links the program, reads back what is embedded in it, and asks it for its spec
RUN deno task compile:image --output /out/source-aircall
# each file under the path that it is looked for at; nobody may write any of them
RUN set -eu; \
    install -D -m 0555 /out/source-aircall /image/source-aircall; \
    ldd /out/source-aircall | grep -o '/[^ ]*' | while read -r library; do \
      install -D -m 0555 "$(readlink -f "$library")" "/image$library"; \
    done

FROM scratch
COPY --from=build /image/ /
USER 65532:65532
ENTRYPOINT ["/source-aircall"]

ARG VERSION=dev
ARG REVISION=
ARG CREATED=
LABEL FLOW_RUNTIME_PROTOCOL=capture \
      FLOW_RUNTIME_CODEC=json \
      CONNECTOR_PROTOCOL=flow-capture \
      dev.estuary.usage-rate=1.0 \
      org.opencontainers.image.title=source-aircall \
      org.opencontainers.image.description="Captures an Aircall account into Estuary Flow collections and keeps them true to it" \
      org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.version=${VERSION} \
      org.opencontainers.image.revision=${REVISION} \
      org.opencontainers.image.created=${CREATED}
