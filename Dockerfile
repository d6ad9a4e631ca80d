# syntax=docker/dockerfile:1
# One file, three images: `runtime` (dialer, ivr, api and every `concilia` command), `asterisk` and `mosquitto`.
# All run as the same user without rights, for they share volumes.

FROM debian:bookworm-slim AS base
ENV DEBIAN_FRONTEND=noninteractive \
    LC_ALL=C.UTF-8
RUN groupadd --gid 10001 concilia \
 && useradd --uid 10001 --gid concilia --no-create-home --home-dir /var/lib/concilia --shell /usr/sbin/nologin concilia

FROM base AS python
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates python3 python3-venv tzdata util-linux \
 && rm -rf /var/lib/apt/lists/*

# The screens and the wheel are built with every locked tool; only what they made goes on.
FROM python AS build
WORKDIR /src
COPY requirements.lock ./
RUN python3 -m venv /build \
 && /build/bin/pip install --require-hashes --requirement requirements.lock
ENV PATH=/build/bin:$PATH
COPY web/package.json web/package-lock.json web/.npmrc web/
RUN npm --prefix web ci
COPY . .
RUN npm --prefix web run build \
 && pip wheel --no-build-isolation --no-deps --wheel-dir /wheel .

FROM python AS runtime
# RHVoice and its Brazilian voice are in Debian's non-free section.
RUN sed -i 's/^Components: main$/Components: main non-free/' /etc/apt/sources.list.d/debian.sources \
 && apt-get update \
 && apt-get install --yes --no-install-recommends espeak-ng rhvoice rhvoice-brazilian-portuguese \
 && rm -rf /var/lib/apt/lists/*
COPY docker/requirements.lock /tmp/requirements.lock
RUN --mount=type=bind,from=build,source=/wheel,target=/wheel \
    python3 -m venv /opt/concilia \
 && /opt/concilia/bin/pip install --require-hashes --requirement /tmp/requirements.lock \
 && /opt/concilia/bin/pip install --no-deps /wheel/*.whl \
 && rm /tmp/requirements.lock
COPY --from=build /src/web/static /opt/concilia/static
RUN ln -sfn /opt/concilia/static "$(/opt/concilia/bin/python -c 'import pathlib, web; print(pathlib.Path(web.__file__).parent)')/static" \
 && install --directory --owner=concilia --group=concilia /var/lib/concilia /var/lib/concilia/recordings \
      /var/lib/concilia/recordings/open /var/lib/concilia/sounds /etc/concilia-asterisk /srv/mosquitto
ENV PATH=/opt/concilia/bin:$PATH \
    CONCILIA_HOME=/var/lib/concilia \
    CONCILIA_LOG_FORMAT=json
WORKDIR /var/lib/concilia
USER 10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["concilia"]
CMD ["--help"]

# Debian 12 carries no Asterisk; its next release but one has the 22 LTS.
FROM debian:forky-slim AS asterisk
ENV DEBIAN_FRONTEND=noninteractive
RUN groupadd --gid 10001 concilia \
 && useradd --uid 10001 --gid concilia --no-create-home --home-dir /var/lib/asterisk --shell /usr/sbin/nologin concilia \
 && apt-get update \
 && apt-get install --yes --no-install-recommends asterisk asterisk-config asterisk-modules ca-certificates \
 && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=concilia --group=concilia /var/run/asterisk /etc/concilia-asterisk /var/lib/concilia \
 && chown -R concilia:concilia /var/lib/asterisk /var/spool/asterisk /var/log/asterisk
USER 10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["asterisk", "-f", "-C", "/etc/concilia-asterisk/asterisk.conf"]

FROM base AS mosquitto
RUN apt-get update \
 && apt-get install --yes --no-install-recommends mosquitto netcat-openbsd \
 && rm -rf /var/lib/apt/lists/* \
 && install --directory --owner=concilia --group=concilia /srv/mosquitto
USER 10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["mosquitto", "-c", "/srv/mosquitto/mosquitto.conf"]
