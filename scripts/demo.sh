#!/usr/bin/env bash
# From a fresh checkout to a first run and its figure: demo/baseline.h5 and demo/baseline.png.
#
#   scripts/demo.sh
set -euo pipefail
cd "$(dirname "$0")/.."

if (($#)); then
  echo "usage: scripts/demo.sh (no options)" >&2
  exit 2
fi

bash scripts/setup.sh

echo "Building (the first time takes a few minutes)"
mkdir -p build
log=build/demo-build.log
if ! { cmake --preset release && cmake --build --preset release --target rivalry; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "demo.sh: the build failed; all of its output is in $log" >&2
  exit 1
fi

mkdir -p demo
rivalry=build/release/bin/rivalry
"$rivalry" run scenarios/baseline.toml -o demo/baseline.h5 --force
"$rivalry" info demo/baseline.h5
"$rivalry" plot demo/baseline.h5 -o demo/baseline.png

cat <<END

Done. The results are in demo/baseline.h5 (HDF5: for xarray, h5py, R or Julia), their figure is demo/baseline.png.

To try next:
  $rivalry --help    # what else it does
  ls scenarios                    # other scenarios to run
  cp scenarios/baseline.toml demo/mine.toml    # change something in it, then:
  $rivalry run demo/mine.toml -o demo/mine.h5
  $rivalry plot demo/mine.h5 -o demo/mine.png
END
