# floec in a container: no shell script, no root, no compiler, no package manager's cache; README.md says how to run it.

# The exact version, by tag: a tag can be moved.  Who builds for others passes the digest too: --build-arg PYTHON=<tag>@sha256:<digest>
ARG PYTHON=3.14.4-slim-trixie
FROM docker.io/library/python:${PYTHON} AS base

FROM base AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
# Wheels alone, each by its hash: nothing that is fetched runs while it is installed.
COPY docker/ docker/
RUN python -m venv --without-pip /opt/floec \
 && python -m pip install --require-hashes --only-binary :all: --requirement docker/build.txt \
 && python -m pip --python /opt/floec/bin/python install --require-hashes --only-binary :all: --no-compile --requirement docker/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY compiler/ compiler/
COPY schemas/ schemas/
COPY templates/ templates/
RUN python -m pip wheel --no-deps --no-build-isolation --no-index --wheel-dir /wheels . \
 && python -m pip --python /opt/floec/bin/python install --no-deps --no-index --no-compile /wheels/*.whl \
 && /opt/floec/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/floec/lib

FROM base
ARG VERSION=unreleased
ARG REVISION=unknown
LABEL org.opencontainers.image.title="floec" \
      org.opencontainers.image.description="Compiles one floe.yaml into everything a data platform deploys." \
      org.opencontainers.image.source="https://github.com/floe-runtime/floec" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=build /opt/floec /opt/floec
# Bytecode was made above; the folder is not the user's to write to.
ENV PATH="/opt/floec/bin:${PATH}" PYTHONDONTWRITEBYTECODE=1
# A number, so that Kubernetes' runAsNonRoot can tell.
USER 10001:10001
WORKDIR /project
# A program that ends, not a service.
HEALTHCHECK NONE
ENTRYPOINT ["floec"]
CMD ["--help"]
