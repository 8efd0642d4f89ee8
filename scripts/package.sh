#!/usr/bin/env bash
# Makes the relocatable package build/package/rivalry-VERSION-linux-x86_64.tar.gz: unpack it anywhere, run bin/rivalry.
#
#   scripts/package.sh [--here] [--test]
#
# --here   of this system's preset release; the package then needs a C library as new as this system's
# --test   unpack it in a root in which nothing is installed, and run it there as a user without rights
#
# Without --here it is built in Debian 11, the oldest that debootstrap brings from Debian's mirrors and so the oldest C
# library: in build/package/debian11, which must be made by root and stays for the next time. Its GCC 10 lacks parts of
# C++20 (using enum, std::bit_cast), hence Clang 16; its CMake is too old and comes from PyPI. oneTBB and fmt are built from
# Debian 12's sources; of the libraries that are headers only Debian 12's are taken.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$PWD/build/package
root=$out/debian11
bare=$out/debian11-bare # as debootstrap leaves it
here=no test=no
while (($#)); do
  case $1 in
    --here) here=yes ;;
    --test) test=yes ;;
    -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit ;;
    *) echo "package.sh: unknown option '$1' (known: --here, --test, --help)" >&2 && exit 2 ;;
  esac
  shift
done
mkdir -p "$out"

# The mirror that this system's own packages come from; nothing on a system that is not Debian.
mirror() {
  # shellcheck disable=SC2016 # apt-get's variables
  apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }'
}

make_roots() {
  if ((EUID != 0)); then
    echo "package.sh: only root can make the root of Debian 11; --here needs none" >&2
    exit 1
  fi
  [[ -d $bare ]] && return
  rm -rf "$bare.part"
  debootstrap --variant=minbase bullseye "$bare.part" $(mirror)
  mv "$bare.part" "$bare"
}

prepare_root() {
  local recipe
  recipe=$(cat scripts/package/* scripts/package.sh | sha256sum)
  [[ $(cat "$root/prepared" 2>/dev/null) == "$recipe" ]] && return
  rm -rf "$root"
  cp -a "$bare" "$root"
  cp -L /etc/resolv.conf "$root/etc/"
  mkdir "$root/package"
  cp scripts/package/* "$root/package/"
  # The root need not reach PyPI itself: it may know other certificates.
  python3 -m venv --clear "$out/venv"
  "$out/venv/bin/python" -m pip download --quiet --no-deps --only-binary=:all: --platform manylinux2014_x86_64 \
    --dest "$root/package" cmake==3.25.2
  chroot "$root" bash /package/prepare.sh
  echo "$recipe" >"$root/prepared"
}

build_in_root() {
  rm -rf "$root/source"
  mkdir -p "$root/source"
  git ls-files -z --cached --others --exclude-standard | tar cf - --null --files-from=- --ignore-failed-read 2>/dev/null |
    tar xf - -C "$root/source"
  chroot "$root" env COMMIT="$(git describe --always --abbrev=12 --dirty --exclude='*')" \
    JOBS="${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}" bash /package/build.sh
}

rm -f "$out"/rivalry-*.tar.gz
if [[ $here == yes ]]; then
  cmake --preset release
  cmake --build --preset release --target rivalry
  cpack --config build/release/CPackConfig.cmake -B "$out/pack"
  mv "$out"/pack/rivalry-*.tar.gz "$out/"
else
  make_roots
  prepare_root
  build_in_root
  mv "$root"/build/rivalry-*.tar.gz "$out/"
fi

package=$(echo "$out"/rivalry-*.tar.gz)
rm -rf "$out/unpacked"
mkdir "$out/unpacked"
tar xzf "$package" -C "$out/unpacked"
needs=$(find "$out/unpacked" -type f \( -path '*/bin/*' -o -path '*/lib/*' \) -exec objdump -T {} + 2>/dev/null |
  grep -oE 'GLIBC_[0-9.]+' | sort -u -V | tail -n 1)
echo "$package: $(du -h "$package" | cut -f1), needs a C library (glibc) of version ${needs#GLIBC_} or later"

if [[ $test == yes ]]; then
  cmake --preset release
  cmake --build --preset release --target rivalry # whose numbers the package's are compared with
  [[ $here == yes ]] || export RIVALRY_BARE_ROOT=$bare
  RIVALRY_PACKAGE=$package exec .venv/bin/python -m pytest -ra tests/cli/test_package.py
fi
