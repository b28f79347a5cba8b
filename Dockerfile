# The production image: only requirements/base.txt, no compiler, no embedded services, not root.
FROM python:3.13.9-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    STATIC_ROOT=/app/staticfiles

RUN useradd --system --create-home --home-dir /app --shell /usr/sbin/nologin portal
WORKDIR /app

# First the packages: they change less often than the code, so this layer is kept between builds.
COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes -r requirements/base.txt

COPY manage.py pyproject.toml ./
COPY npq_portal npq_portal
COPY registrations registrations
COPY courses courses
COPY assessments assessments
COPY templates templates
COPY static static

# Settings want addresses to read; nothing is connected to. The key is used for this one command and not kept.
RUN SECRET_KEY=only-while-building DATABASE_URL=postgres://nobody@nowhere/nothing REDIS_URL=redis://nowhere:6379/0 \
    python manage.py collectstatic --no-input --verbosity 0

USER portal
EXPOSE 8000

# Says 200 while the process serves; /readyz says whether the database and Redis answer too.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
    CMD ["python", "-m", "npq_portal.local.healthy", "8000", "/healthz"]

CMD ["gunicorn", "--config", "python:npq_portal.gunicorn", "npq_portal.wsgi:application"]
