#!/bin/sh
# Run by the image of PostgreSQL when its database is made: a role for the dashboard that owns its own database alone.
set -eu
psql --username="${POSTGRES_USER:-postgres}" --dbname=postgres --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
\set password `cat "${STORE_PASSWORD_FILE:-/run/secrets/store_password}"`
CREATE ROLE dawriya LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE dawriya OWNER dawriya TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE dawriya FROM PUBLIC;
SQL
