# Run by scripts/package.sh in a new root of Debian 11: installs what Rivalry is built with there.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive

from_debian_12='libeigen3-dev libcli11-dev nlohmann-json3-dev librandom123-dev' # headers only
mirror=$(awk '$1 == "deb" { print $2; exit }' /etc/apt/sources.list) # debootstrap's
mirror=${mirror%/}
cat >/etc/apt/sources.list <<END
deb $mirror bullseye main
deb $mirror-security bullseye-security main
deb $mirror bookworm main
deb-src $mirror bookworm main
END
cat >/etc/apt/preferences <<END
Package: *
Pin: release n=bookworm
Pin-Priority: -1

Package: $from_debian_12
Pin: release n=bookworm
Pin-Priority: 900
END
apt-get -o Acquire::Check-Valid-Until=false update # old releases' lists expire
# shellcheck disable=SC2086 # several packages
apt-get install -y --no-install-recommends clang-16 g++ ninja-build python3-pip dpkg-dev file \
  libboost-dev libhdf5-dev zlib1g-dev libxxhash-dev $from_debian_12
python3 -m pip install --no-index /package/cmake-*.whl

cd /package
bookworm() { apt-cache madison "$1" | awk '/bookworm/ { print $3; exit }'; }
apt-get source --download-only onetbb="$(bookworm onetbb)" fmtlib="$(bookworm fmtlib)"
apt-get download libtomlplusplus-dev="$(bookworm libtomlplusplus-dev)"

install_source() { # NAME OPTION...
  mkdir "$1"
  tar xf "$1"_*.orig.tar.* --strip-components=1 -C "$1"
  cmake -S "$1" -B "$1/build" -G Ninja -DCMAKE_BUILD_TYPE=Release "${@:2}"
  cmake --build "$1/build" -j 2
  cmake --install "$1/build"
}
install_source onetbb -DTBB_TEST=OFF
install_source fmtlib -DFMT_TEST=OFF -DFMT_DOC=OFF
install -D -m 644 onetbb/LICENSE.txt /usr/share/doc/onetbb/copyright
install -D -m 644 fmtlib/LICENSE.rst /usr/share/doc/fmtlib/copyright

# Debian's toml++ is a compiled library too, of a newer C library; its headers can do without.
dpkg --extract libtomlplusplus-dev_*.deb tomlplusplus
cp -r tomlplusplus/usr/include/toml++ /usr/local/include/
cp -r tomlplusplus/usr/share/doc/libtomlplusplus-dev /usr/share/doc/
install -D -m 644 tomlplusplusConfig.cmake tomlplusplusConfigVersion.cmake -t /usr/local/lib/cmake/tomlplusplus
