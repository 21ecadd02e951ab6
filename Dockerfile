# Golden Thread in one image. Everything that is installed is checked against a hash; nothing is compiled.
#
#     docker build --tag golden-thread .
#     docker run --read-only --volume golden-thread:/data --publish 127.0.0.1:8000:8000 golden-thread
#
# Everything it keeps is in /data. For PostgreSQL instead of SQLite, one variable:
#     --env GOLDEN_THREAD_DATABASE=postgresql://USER:PASSWORD@HOST/NAME
# `make image` rehearses these steps without an engine: keep them plain enough for that.

FROM python:3.13-slim AS build
WORKDIR /build
RUN python -m venv /opt/golden-thread && python -m venv /opt/build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements.lock requirements-build.lock ./
RUN /opt/golden-thread/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock \
 && /opt/build/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements-build.lock
COPY pyproject.toml README.md ./
COPY prompts prompts
COPY scheduler scheduler
COPY bot bot
COPY adapters adapters
RUN /opt/build/bin/hatchling build --target wheel --directory dist \
 && /opt/golden-thread/bin/pip install --no-deps --no-index dist/*.whl

FROM python:3.13-slim
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin golden-thread \
 && install --directory --owner golden-thread --group golden-thread --mode 0700 /data
COPY --from=build /opt/golden-thread /opt/golden-thread
# Whoever it runs as has a home, which Slack's SDK looks for. Temporary files too go to /data, so that the rest of the system can be read-only and nobody's words lie elsewhere.
ENV PATH=/opt/golden-thread/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/data \
    TMPDIR=/data \
    SQLITE_TMPDIR=/data \
    GOLDEN_THREAD_DATA=/data \
    GOLDEN_THREAD_HOST=0.0.0.0
WORKDIR /opt/golden-thread
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["golden-thread", "health"]
ENTRYPOINT ["golden-thread"]
CMD ["serve"]
