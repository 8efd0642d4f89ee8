#!/usr/bin/env bash
# Installs what Rivalry needs, if it is missing: Debian packages, and the Python package in the virtual environment .venv.
#
#   scripts/setup.sh [--tests]
#
# --tests   also what scripts/test.sh and scripts/format.sh need
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  cmake g++ ninja-build ccache pkg-config
  libeigen3-dev libboost-dev libtbb-dev libhdf5-dev zlib1g-dev hdf5-tools libcli11-dev doctest-dev librapidcheck-dev
  libtomlplusplus-dev libfmt-dev nlohmann-json3-dev librandom123-dev libxxhash-dev libbenchmark-dev
  python3-venv python3-dev
  fonts-droid-fallback # names in Chinese or Japanese on figures
)
test_packages=(
  clang-format-16 clang-16 libclang-rt-16-dev patch netcdf-bin
  debootstrap                                                    # scripts/package.sh
  slurmctld slurmd slurm-client munge openmpi-bin libopenmpi-dev # tests/cluster
)
[[ $(uname -m) == aarch64 ]] || test_packages+=(g++-aarch64-linux-gnu qemu-user) # results on ARM64, with scripts/sysroot.sh
test_tools=(ruff==0.17.6) # how it formats depends on the version

tests=no
case "${1-}" in
  '') ;;
  --tests) tests=yes packages+=("${test_packages[@]}") ;;
  -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit ;;
  *) echo "setup.sh: unknown option '$1' (known: --tests, --help)" >&2 && exit 2 ;;
esac

mkdir -p build
log=build/setup.log
: >"$log"

# quietly WHAT COMMAND...: runs the command; its output is shown only if it fails.
quietly() {
  local what=$1
  shift
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    echo "setup.sh: $what failed; the end of $log:" >&2
    tail -n 20 "$log" >&2
    exit 1
  fi
}

install_packages() {
  local missing=() package
  if ! command -v dpkg-query >/dev/null; then
    echo "setup.sh: this is not Debian or Ubuntu: install the counterparts of these packages yourself: ${packages[*]}" >&2
    return
  fi
  for package in "${packages[@]}"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0

  local as_root=(env DEBIAN_FRONTEND=noninteractive)
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null; then
      echo "setup.sh: packages are missing. Run this as root: apt-get install ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo "${as_root[@]}")
    sudo -v # asks for the password, if there is one, where it can be seen
  fi
  echo "Installing packages: ${missing[*]}"
  quietly "apt-get update" "${as_root[@]}" apt-get update
  quietly "apt-get install ${missing[*]}" "${as_root[@]}" apt-get install -y --no-install-recommends "${missing[@]}"
}

find_python() {
  local python
  for python in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$python"
      return
    fi
  done
  echo "setup.sh: no Python of version 3.11 or later with the modules venv and ensurepip was found" >&2
  return 1
}

install_python_package() {
  local extras='' tools=() wanted python
  [[ $tests == yes ]] && extras='[test]' tools=("${test_tools[@]}")

  # .venv/installed-* says what was installed from which description; nothing is done while that holds.
  wanted=$(cat scripts/setup.sh analysis/pyproject.toml | sha256sum)
  [[ -x .venv/bin/python && $(cat ".venv/installed-tests-$tests" 2>/dev/null) == "$wanted" ]] && return
  [[ $tests == no && -x .venv/bin/python && $(cat .venv/installed-tests-yes 2>/dev/null) == "$wanted" ]] && return

  echo "Installing the Python package into .venv"
  if ! .venv/bin/python -c 'import pip' 2>/dev/null; then
    python=$(find_python)
    quietly "making the virtual environment .venv" "$python" -m venv --clear .venv
  fi
  quietly "pip install" .venv/bin/python -m pip install --disable-pip-version-check -e "analysis$extras" "${tools[@]}"
  echo "$wanted" >".venv/installed-tests-$tests"
}

install_packages
install_python_package
