#!/usr/bin/env bash
# Runs Keycloak with the realm of the course until you press Ctrl+C: an authorization server as others run it, for step 8.
set -euo pipefail

usage="Usage: scripts/run_keycloak.sh    (KEYCLOAK_PORT, if not 8080, comes from the environment)

The first time, Maven fetches Keycloak (180 MB). What the realm holds is in scripts/keycloak/mcp-realm.json; changes that
are made while it runs are gone at the end. Exit code 3 says that Keycloak could not be fetched."
case "${1:-}" in
  "") ;;
  -h | --help) echo "$usage" && exit 0 ;;
  *) echo "$usage" >&2 && exit 2 ;;
esac

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=26.7.3
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.11.0
cache="${XDG_CACHE_HOME:-$HOME/.cache}/mcpauth"
keycloak="$cache/keycloak-$version"
port="${KEYCLOAK_PORT:-8080}"
url="http://localhost:$port"
issuer="$url/realms/mcp-realm"
audience=http://localhost:9000/mcp # what the realm file puts into aud

part="" # a Keycloak that is not complete yet
clean_up() {
  trap '' INT TERM # one Ctrl+C is enough, a second one must not leave things behind
  [ -z "$SERVER_PID" ] || echo "Stopping …"
  stop_server
  rm -rf "$TMP" ${part:+"$part"}
}
trap clean_up EXIT

# quietly COMMAND …: runs it so that it ends with us, and shows what it said only if it fails
quietly() {
  "$@" >"$TMP/log" 2>&1 &
  SERVER_PID=$!
  local code=0
  wait "$SERVER_PID" || code=$?
  SERVER_PID=""
  [ "$code" -eq 0 ] || cat "$TMP/log" >&2
  return "$code"
}

# Somewhere without a pom.xml, which Maven would take for the project.
fetch() {
  cd "$TMP"
  exec mvn -B -ntp --strict-checksums "$plugin:unpack" \
    "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" "-DoutputDirectory=$part"
}

install_keycloak() {
  need mvn
  mkdir -p "$cache"
  part="$(mktemp -d "$cache/part.XXXXXX")"
  echo "Getting Keycloak $version; this is done once …"
  if ! quietly fetch; then
    echo "Keycloak $version could not be fetched; what Maven said is above." >&2
    exit 3
  fi
  echo "Preparing it …"
  # The database is in memory: each start begins with the realm file. The choice is built in, so it is made here.
  quietly "$part/keycloak-$version/bin/kc.sh" build --db=dev-mem || die "Keycloak could not be prepared; what it said is above."
  # All at once, when it is complete; unless somebody else was quicker.
  [ -d "$keycloak" ] || mv "$part/keycloak-$version" "$keycloak"
  rm -rf "$part"
  part=""
}

# is_free: nobody listens. Asked by name, because localhost may be two addresses.
is_free() {
  local code=0
  curl -q -s --noproxy '*' --max-time 5 -o "$TMP/log" "$url" || code=$?
  [ "$code" -eq 7 ]
}

case "$port" in
  *[!0-9]* | "" | 0* | ??????*) die "KEYCLOAK_PORT is '$port', which is not a port." ;;
esac
[ "$port" -le 65535 ] || die "KEYCLOAK_PORT is '$port', which is not a port."
need curl
need "$JAVA"
is_free || die "Port $port is taken. Stop what uses it, or set KEYCLOAK_PORT to another one."
[ -d "$keycloak" ] || install_keycloak

# A home of its own: what Keycloak writes is gone at the end, and two of them don't meet.
mkdir -p "$TMP/home/data/import"
ln -s "$keycloak/lib" "$TMP/home/lib"
cp "$ROOT/scripts/keycloak/mcp-realm.json" "$TMP/home/data/import/mcp-realm-realm.json" # it insists on that name

# The administrator has another password each time, in a file that nobody else can read.
(umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$TMP/admin-password")

# --hostname fixes iss, whichever name a request came in by; --cache=local opens no port to other nodes.
echo "Starting Keycloak $version …"
KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD="$(cat "$TMP/admin-password")" \
  "$keycloak/bin/kc.sh" "-Dkc.home.dir=$TMP/home" start --optimized --import-realm --cache=local --log-level=warn \
  --http-enabled=true --http-host=127.0.0.1 --http-port="$port" --hostname="$url" &
SERVER_PID=$!
deadline=$((SECONDS + 300))
until curl -q -sf --noproxy '*' --max-time 5 -o "$TMP/log" "$issuer/.well-known/openid-configuration"; do
  kill -0 "$SERVER_PID" 2>/dev/null || die "Keycloak did not start; what it said is above."
  [ "$SECONDS" -lt "$deadline" ] || die "Keycloak is still not ready after five minutes."
  sleep 0.5
done

cat <<END

Keycloak runs; press Ctrl+C to stop it.

Issuer: $issuer
Administrator: $url/admin/ as admin, the password is in $TMP/admin-password

Step 8 that accepts its tokens, in another terminal:

MCP_ISSUER=$issuer MCP_JWKS_URL=$issuer/protocol/openid-connect/certs MCP_AUDIENCE=$audience scripts/run_step.sh 8

A token, in a third one:

curl -X POST "$issuer/protocol/openid-connect/token" -H "Content-Type: application/x-www-form-urlencoded" -d "grant_type=password" -d "client_id=mcp-test-client" -d "username=mcp-admin" -d "password=admin123" -d "scope=openid profile email mcp:read mcp:tools mcp:prompts"

END
wait "$SERVER_PID"
