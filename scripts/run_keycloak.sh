#!/usr/bin/env bash
# Runs Keycloak with the realm of the course until you press Ctrl+C: a real authorization server for step 8.
set -euo pipefail

usage="Usage: scripts/run_keycloak.sh    (set KEYCLOAK_PORT to use another port than 8080)

The first start downloads Keycloak with Maven (180 MB). The realm is defined in scripts/keycloak/mcp-realm.json; changes
that you make while Keycloak runs are lost when it stops. The exit code is 3 if Keycloak cannot be downloaded."
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

part="" # the folder of an incomplete installation
clean_up() {
  trap '' INT TERM # a second Ctrl+C must not interrupt the cleanup
  [ -z "$SERVER_PID" ] || echo "Stopping …"
  stop_server
  rm -rf "$TMP" ${part:+"$part"}
}
trap clean_up EXIT

# quietly COMMAND …: runs a command, which stops when this script stops; shows its output only if it fails
quietly() {
  "$@" >"$TMP/log" 2>&1 &
  SERVER_PID=$!
  local code=0
  wait "$SERVER_PID" || code=$?
  SERVER_PID=""
  [ "$code" -eq 0 ] || cat "$TMP/log" >&2
  return "$code"
}

# Runs in a folder without a pom.xml, because Maven would take that for the project.
fetch() {
  cd "$TMP"
  exec mvn -B -ntp --strict-checksums "$plugin:unpack" \
    "-Dartifact=org.keycloak:keycloak-quarkus-dist:$version:zip" "-DoutputDirectory=$part"
}

install_keycloak() {
  need mvn
  mkdir -p "$cache"
  part="$(mktemp -d "$cache/part.XXXXXX")"
  echo "Downloading Keycloak $version (once) …"
  if ! quietly fetch; then
    echo "Cannot download Keycloak $version; the output of Maven is above." >&2
    exit 3
  fi
  echo "Preparing Keycloak …"
  # The database is in memory, so each start imports the realm file again. The kind of database is fixed at build time.
  quietly "$part/keycloak-$version/bin/kc.sh" build --db=dev-mem || die "Cannot prepare Keycloak; its output is above."
  # Move the complete installation into place, unless another run has done so in the meantime.
  [ -d "$keycloak" ] || mv "$part/keycloak-$version" "$keycloak"
  rm -rf "$part"
  part=""
}

# is_free: no server listens on the port. It connects by name, because localhost may have two addresses.
is_free() {
  local code=0
  curl -q -s --noproxy '*' --max-time 5 -o "$TMP/log" "$url" || code=$?
  [ "$code" -eq 7 ]
}

wrong_port() { die "KEYCLOAK_PORT must be a whole number from 1 to 65535, not \"$port\"."; }
case "$port" in
  *[!0-9]* | "" | 0* | ??????*) wrong_port ;;
esac
[ "$port" -le 65535 ] || wrong_port
need curl
need "$JAVA"
is_free || die "Port $port is in use. Stop the program that uses it, or set KEYCLOAK_PORT to another port."
[ -d "$keycloak" ] || install_keycloak

# Each run has its own home folder, which is deleted at the end. So two runs do not share files.
mkdir -p "$TMP/home/data/import"
ln -s "$keycloak/lib" "$TMP/home/lib"
cp "$ROOT/scripts/keycloak/mcp-realm.json" "$TMP/home/data/import/mcp-realm-realm.json" # Keycloak requires this file name

# Each run creates a new password for the administrator, in a file that only this user can read.
(umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$TMP/admin-password")

# --hostname fixes iss, whatever the Host of the request is; --cache=local opens no port for other nodes.
echo "Starting Keycloak $version …"
KC_BOOTSTRAP_ADMIN_USERNAME=admin KC_BOOTSTRAP_ADMIN_PASSWORD="$(cat "$TMP/admin-password")" \
  "$keycloak/bin/kc.sh" "-Dkc.home.dir=$TMP/home" start --optimized --import-realm --cache=local --log-level=warn \
  --http-enabled=true --http-host=127.0.0.1 --http-port="$port" --hostname="$url" &
SERVER_PID=$!
deadline=$((SECONDS + 300))
until curl -q -sf --noproxy '*' --max-time 5 -o "$TMP/log" "$issuer/.well-known/openid-configuration"; do
  kill -0 "$SERVER_PID" 2>/dev/null || die "Keycloak did not start; its output is above."
  [ "$SECONDS" -lt "$deadline" ] || die "Keycloak was not ready after five minutes."
  sleep 0.5
done

cat <<END

Keycloak is running. Press Ctrl+C to stop it.

Issuer: $issuer
Administrator: open $url/admin/ and sign in as admin; the password is in $TMP/admin-password

In another terminal, start step 8 so that it accepts tokens from Keycloak:

MCP_ISSUER=$issuer scripts/run_step.sh 8

In a third terminal, get a token:

curl -X POST "$issuer/protocol/openid-connect/token" -H "Content-Type: application/x-www-form-urlencoded" -d "grant_type=password" -d "client_id=mcp-test-client" -d "username=mcp-admin" -d "password=admin123" -d "scope=openid profile email mcp:read mcp:tools mcp:prompts"

END
wait "$SERVER_PID"
