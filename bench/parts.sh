#!/usr/bin/env bash
# Measures what the parts of a protected request cost, with JMH: bench/parts.sh [OPTION OF JMH …], such as -f 1 or a name of a part.
# Exit codes: 0 measured, 1 a part failed, 2 the run was not possible.
set -euo pipefail
# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/../scripts/lib.sh"

need "$JAVA"
need mvn
mvn -q -B -ntp -f "$ROOT/pom.xml" -P bench -pl bench/parts -am package -DskipTests -Dspotless.check.skip=true >&2 ||
  die "bench/parts cannot be built; the output of Maven is above."
"$JAVA" -jar "$ROOT/bench/parts/target/bench-parts.jar" -foe true "$@"
