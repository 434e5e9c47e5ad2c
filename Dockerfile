# The program alone, as a user that owns nothing. Judging needs no network:
#   docker run --rm --network none -v "$PWD:/fleet:ro" modelbylaws check
# A build pins what it takes by digest: --build-arg PYTHON=python:3.13-slim@sha256:...
ARG PYTHON=python:3.13.9-slim-bookworm

FROM ${PYTHON} AS build
WORKDIR /source
COPY . .
RUN python -m venv /opt/modelbylaws \
    && /opt/modelbylaws/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
        --requirement requirements/build.txt \
    && /opt/modelbylaws/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
        --requirement .github/actions/check/requirements.txt \
    && /opt/modelbylaws/bin/pip install --no-cache-dir --no-deps --no-index --no-build-isolation .

FROM ${PYTHON}
COPY --from=build /opt/modelbylaws /opt/modelbylaws
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin fleet
ENV PATH="/opt/modelbylaws/bin:$PATH" PYTHONDONTWRITEBYTECODE=1
USER 10001
WORKDIR /fleet
ENTRYPOINT ["modelbylaws"]
CMD ["--help"]
