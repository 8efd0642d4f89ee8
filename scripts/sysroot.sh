#!/usr/bin/env bash
# Unpacks the libraries that Rivalry is linked with, of Debian for ARM64, into build/arm64-sysroot: for the preset arm64,
# whose programs are compiled on this system and run under emulation. Needs no rights: nothing is installed.
#
#   scripts/sysroot.sh
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
  libboost-dev libcli11-dev libeigen3-dev libfmt-dev libhdf5-dev libtbb-dev libtomlplusplus-dev libxxhash-dev
  librandom123-dev nlohmann-json3-dev zlib1g-dev doctest-dev libbenchmark-dev librapidcheck-dev
)
root=$PWD/build/arm64-sysroot
recipe=$(sha256sum <scripts/sysroot.sh)
[[ $(cat "$root/recipe" 2>/dev/null) == "$recipe" ]] && exit

# What apt keeps of another system, on which nothing is installed yet.
state=$root.part/apt
rm -rf "$root" "$root.part"
mkdir -p "$state"/{lists,archives}/partial
touch "$state/status"
# shellcheck disable=SC2016 # apt-get's variables
apt-get indextargets --format '$(ORIGIN) deb $(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
  sed -n 's/^Debian //p' | sort -u >"$state/sources.list"
if [[ ! -s $state/sources.list ]]; then # this system has no lists of packages, or is not Debian
  echo "deb http://deb.debian.org/debian bookworm main" >"$state/sources.list"
fi
cat >"$state/apt.conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Install-Recommends "false";
APT::Sandbox::User "";
Dir::State "$state";
Dir::State::status "$state/status";
Dir::Cache "$state";
Dir::Etc::SourceList "$state/sources.list";
Dir::Etc::SourceParts "-";
END
export APT_CONFIG=$state/apt.conf
apt-get update
apt-get install -y --download-only "${packages[@]}"

for package in "$state"/archives/*.deb; do dpkg-deb --extract "$package" "$root.part"; done
# Links from the root of that system become relative ones.
find "$root.part" -type l -lname '/*' -printf '%p\t%l\n' | while IFS=$'\t' read -r link target; do
  ln -snrf "$root.part$target" "$link"
done
rm -r "$state"
echo "$recipe" >"$root.part/recipe"
mv "$root.part" "$root"
