#!/usr/bin/env bash
# Judges the checked out repository, and keeps the verdict as an output; action.yml ends with it.
#
# The repository is what is judged, and it may try to be the judge: python runs with -I,
# so that no module in the working directory takes the place of ours, and everything
# that is installed or written lies in the runner's own folder, where the checkout has no links.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$(cd "$here/../../.." && pwd)
work=$(mktemp -d "$RUNNER_TEMP/modelbylaws-XXXXXX")
sarif=$work/modelbylaws.sarif

# An annotation without a place. $1 may hold anything.
annotate() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '::error title=modelbylaws::%s\n' "${text//$'\n'/%0A}"
}

# Adds each line of $1 to the command as one argument, whatever is in it.
add_lines() {
  local line
  while IFS= read -r line; do
    line=${line%$'\r'}
    [ -z "$line" ] || judge+=("$line")
  done <<<"$1"
}

if ! python3 -I -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  annotate "this needs Python 3.11 or later as python3; put a step with actions/setup-python before it"
  exit 2
fi
if ! { python3 -I -m venv "$work/python" &&
  "$work/python/bin/python" -I -m pip install --quiet --no-input --disable-pip-version-check \
    --require-hashes --only-binary :all: --requirement "$here/requirements.txt"; }; then
  annotate "what the program needs cannot be installed; the log of this step says why"
  exit 2
fi

start='import sys; sys.path.insert(0, sys.argv.pop(1)); from checker.cli import run; run()'
judge=("$work/python/bin/python" -I -c "$start" "$program" check)
judge+=(--output full --output github --output "sarif=$sarif" --output "markdown=$GITHUB_STEP_SUMMARY")
[ -z "$MODELBYLAWS_CONFIG" ] || judge+=("--config=$MODELBYLAWS_CONFIG")
[ -z "$MODELBYLAWS_AGAINST" ] || judge+=("--against=$MODELBYLAWS_AGAINST")
add_lines "$MODELBYLAWS_ARGS"
judge+=(--) # what follows is a path, even with a dash
add_lines "$MODELBYLAWS_PATHS"

code=0
FORCE_COLOR=1 "${judge[@]}" 2>"$work/complaints" || code=$?
cat "$work/complaints" >&2

case $code in
  0) conclusion=compliant ;;
  1) conclusion=violations ;;
  2) conclusion=not-judged ;;
  3) conclusion=nothing-to-judge ;;
  *) conclusion=internal-error ;;
esac
if [ ! -f "$sarif" ]; then
  sarif=
  # Without a report, nothing but this is shown outside of the log. And it is never a pass.
  [ "$code" -ne 0 ] || code=4 conclusion=internal-error
  annotate "no report was written (exit $code): $(cat "$work/complaints")"
  printf '**modelbylaws** wrote no report (exit %s); the log of this step says why.\n' "$code" >>"$GITHUB_STEP_SUMMARY"
fi
printf '%s\n' "exit-code=$code" "conclusion=$conclusion" "sarif-file=$sarif" >>"$GITHUB_OUTPUT"
