# Built alike for linux/amd64 and linux/arm64: every dependency comes as a wheel, and nothing is compiled.
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY prompts prompts
COPY bot bot
# sqlite-utils asks for pip, for plugins of its own command; nothing here installs any.
RUN python -m venv --without-pip /opt/newstape \
 && pip --python /opt/newstape/bin/python install --no-compile --only-binary=:all: -c constraints.txt . \
 && pip --python /opt/newstape/bin/python uninstall --yes pip
WORKDIR /opt/newstape
# What no run reads goes; then the demo runs, so that an image that cannot work is not built.
# Compiled are only the modules that every command loads, the health check's among them: the rest would be 10 MB more.
RUN find lib -depth -type d \( -name __pycache__ -o -path '*/site-packages/*/tests' \) -exec rm -rf {} + \
 && find lib -type f \( -name '*.py[ix]' -o -name '*.px[di]' -o -name '*.[ch]' -o -name '*.[ch]pp' \) -delete \
 && PYTHONDONTWRITEBYTECODE=1 bin/newstape demo </dev/null >/dev/null \
 && bin/python -c 'import bot.__main__, bot.adapters.store'

FROM python:3.13-slim
RUN groupadd --gid 10001 newstape \
 && useradd --no-log-init --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin newstape \
 && install -d -o 10001 -g 10001 -m 0700 /data
COPY --from=build /opt/newstape /opt/newstape
ENV PATH=/opt/newstape/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
VOLUME /data
WORKDIR /data
HEALTHCHECK --interval=60s --timeout=20s --start-period=60s --retries=3 CMD ["newstape", "health", "--config", "/data/config.toml"]
ENTRYPOINT ["newstape"]
CMD ["run", "--config", "/data/config.toml"]
