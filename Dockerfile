# The appliance in a container; how to run it: docs/operations.md, "In a container".
# In the image: the program and its libraries. Not in it: models, keys, documents, passwords.
# A package index or proxy of your own: docker build --secret id=pip,src=pip.conf -t appliance .

FROM python:3.11-slim-bookworm AS builder
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]

# a compiler, for llama.cpp; whichever version the base image's release has
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends build-essential \
 && rm -rf /var/lib/apt/lists/*

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_CACHE_DIR=/tmp/pip
WORKDIR /build
RUN python -m venv /opt/appliance && python -m venv /opt/build

# asked for first: later requirements would bring several GB of another build
RUN --mount=type=cache,target=/tmp/pip --mount=type=secret,id=pip,target=/etc/pip.conf \
    /opt/appliance/bin/pip install torch==2.13.0

# no `native`: the image must run on another processor than the one that built it. AVX2 is in every x86 server since 2013;
# once `native` is off, each of these has to be asked for
ENV CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_SSE42=ON -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_BMI2=ON -DGGML_FMA=ON -DGGML_F16C=ON"
COPY pyproject.toml requirements.lock ./
COPY deploy/lock.py deploy/
RUN --mount=type=cache,target=/tmp/pip --mount=type=secret,id=pip,target=/etc/pip.conf \
    python deploy/lock.py > run.lock \
 && python deploy/lock.py hatchling > build.lock \
 && /opt/appliance/bin/pip install --require-hashes --no-deps -r run.lock \
 && /opt/build/bin/pip install --require-hashes --no-deps -r build.lock

COPY README.md LICENSE ./
COPY policies policies
COPY appliance appliance
RUN /opt/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir wheels . \
 && /opt/appliance/bin/pip install --no-deps --no-index wheels/*.whl \
 && /opt/appliance/bin/python -m compileall -q /opt/appliance/lib/python3.11/site-packages/appliance


FROM python:3.11-slim-bookworm
# OpenMP, for llama.cpp
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install -y --no-install-recommends libgomp1 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 appliance \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/appliance --shell /usr/sbin/nologin appliance \
 && install -d -m 0700 -o appliance -g appliance /var/lib/appliance

COPY --from=builder /opt/appliance /opt/appliance
# a new volume starts as a copy of this folder, so `init` finds where the root key is
COPY --chown=10001:10001 --chmod=0600 deploy/container.toml /var/lib/appliance/appliance.toml

ENV PATH=/opt/appliance/bin:$PATH APPLIANCE_HOME=/var/lib/appliance PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
USER 10001:10001
WORKDIR /var/lib/appliance
VOLUME /var/lib/appliance
EXPOSE 8080
# models are loaded before the port is open, from a slow disk for minutes
HEALTHCHECK --interval=30s --timeout=5s --start-period=300s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["appliance"]
CMD ["serve"]
