# The programs of a team's server: migrate, loader and builder of docker-compose.yml; below, the dashboards.
FROM python:3.11.15-slim-bookworm AS gongkai

# Debian packages to add, `libreoffice-writer-nogui` for reports in .doc, .wps, .rtf and .odt.
ARG PACKAGES=""
RUN if [ -n "$PACKAGES" ]; then apt-get update && apt-get install --yes --no-install-recommends $PACKAGES && rm -rf /var/lib/apt/lists/*; fi

WORKDIR /app
COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes --requirement requirements.lock
COPY . .
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable .

# A user without rights; the volume mounted over its home takes over whom the folder belongs to.
RUN useradd --uid 10001 --create-home gongkai && install -d -m 0700 -o gongkai -g gongkai /home/gongkai/.gongkai /home/gongkai/.gongkai/documents
USER gongkai
ENV PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1 GONGKAI_HOME=/home/gongkai/.gongkai
ENTRYPOINT ["python", "-m", "etl"]

# Superset in an environment of its own: its SQLAlchemy is older than ours.
FROM gongkai AS dashboards
USER root
RUN python -m venv /opt/superset && /opt/superset/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement dashboards/superset/requirements.lock
USER gongkai
ENTRYPOINT ["python", "-m", "dashboards.serve", "--python", "/opt/superset/bin/python"]
