#!/usr/bin/env bash
# Formats all C++ and Python, and mends what ruff can mend.
#
#   scripts/format.sh                do it
#   scripts/format.sh --check WHAT   change nothing; fail, naming the places, if WHAT is not in order:
#                                    cpp (clang-format), python (ruff format) or lint (ruff check)
#
# Needs scripts/setup.sh --tests.
set -euo pipefail
cd "$(dirname "$0")/.."

clang_format() {
  find include sim tests benchmarks analysis \( -name '*.cpp' -o -name '*.hpp' -o -name '*.c' \) -print0 | xargs -0r clang-format-16 "$@"
}
ruff() { .venv/bin/ruff "$@" analysis tests benchmarks validation; }

case "${1-}${2+ }${2-}" in
  '')
    clang_format -i
    ruff check --quiet --fix || echo "format.sh: ruff could not mend everything" >&2
    ruff format --quiet
    ;;
  '--check cpp') clang_format --dry-run -Werror ;;
  '--check python') ruff format --check --diff ;;
  '--check lint') ruff check ;;
  -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" ;;
  *) echo "format.sh: unknown options '$*' (known: --check cpp, --check python, --check lint, --help)" >&2 && exit 2 ;;
esac
