# Prometheus and Alertmanager as Debian packages them, in the place of their own images.
FROM debian:trixie-slim
RUN apt-get update --quiet=2 \
    && apt-get install --quiet=2 --yes --no-install-recommends prometheus prometheus-alertmanager \
    && rm -rf /etc/prometheus /var/lib/apt/lists/* /var/cache/* /var/log/*
USER nobody
