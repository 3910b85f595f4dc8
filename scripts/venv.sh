# Sourced by scripts/audiobook and scripts/test: makes .venv at the project's root, and brings it up to date when pyproject.toml changes.

find_python() {
  local name
  for name in python3.12 python3.13 python3.11 python3.14 python3 python; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  echo "error: Python 3.11 or newer is needed and was not found" >&2
  exit 1
}

# ensure_venv ROOT runtime|dev
ensure_venv() {
  local root="$1" kind="$2" stamp="$1/.venv/.made-from-$2" python
  if [ -f "$stamp" ] && cmp -s "$stamp" "$root/pyproject.toml"; then
    return
  fi
  if [ ! -x "$root/.venv/bin/python" ]; then
    python="$(find_python)"
    echo "Making the private environment .venv (once) ..." >&2
    "$python" -m venv "$root/.venv"
  fi
  "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1' >&2
  if [ "$kind" = dev ]; then
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$root" --group "$root/pyproject.toml:dev" >&2
  else
    "$root/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --editable "$root" >&2
  fi
  cp "$root/pyproject.toml" "$stamp"
  if [ "$kind" = dev ]; then
    cp "$root/pyproject.toml" "$root/.venv/.made-from-runtime" # dev includes it
  fi
}
