# The client that watches the virtual address. The build's context is the folder above.
FROM debian:trixie-slim
RUN apt-get update --quiet=2 \
    && apt-get install --quiet=2 --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/*
COPY lab/probe.py lab/exporter.py /usr/lib/havip-client/
USER nobody
EXPOSE 9166
ENTRYPOINT ["python3", "-B", "/usr/lib/havip-client/probe.py"]
