#!/usr/bin/env bash
# A new project, compiled by floec and built by real dbt on an embedded DuckDB.  `make demo` runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
home=.cache/demo

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
run() { say "$@"; "$@"; }

if [ ! -e "$home/dbt/ready" ]; then
  printf 'Installing dbt-core and dbt-duckdb into %s/dbt …\n' "$home"
  "$root/.venv/bin/python" -m venv "$home/dbt"
  "$home/dbt/bin/python" -m pip install -q --disable-pip-version-check -c tests/conformance/requirements/dbt.txt dbt-core dbt-duckdb
  touch "$home/dbt/ready"
fi
export PATH=$root/.venv/bin:$root/$home/dbt/bin:$PATH DBT_SEND_ANONYMOUS_USAGE_STATS=false

rm -rf "$home/orders"
mkdir -p "$home"
cd "$home"
run floec init orders
cd orders
run cat floe.yaml
run floec build
run find .floe -type f -newer floe.yaml
run cat .floe/dbt/profiles.yml
run dbt build --project-dir dbt --profiles-dir .floe/dbt
say 'dbt show --select customers'
dbt show --select customers --project-dir dbt --profiles-dir .floe/dbt --quiet
printf '\nThe project is in %s. Change floe.yaml, run `floec build` again, and `floec explain CODE` when it objects.\n' "$home/orders"
