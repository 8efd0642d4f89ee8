# Run by scripts/package.sh in the root of Debian 11: builds /source and packs it.
set -euo pipefail
cmake -S /source -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-O2 -DNDEBUG" \
  -DCMAKE_C_COMPILER=clang-16 -DCMAKE_CXX_COMPILER=clang++-16 -DCMAKE_CXX_FLAGS="-include /package/bit_cast.hpp" \
  -DRIVALRY_PRECOMPILE=ON -DRIVALRY_COMMIT="$COMMIT" -DBUILD_TESTING=OFF
cmake --build /build --target rivalry -j "$JOBS"
cd /build
rm -f rivalry-*.tar.gz
cpack
