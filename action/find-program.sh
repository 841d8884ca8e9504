#!/bin/sh
# Prints the path of intentlb as the output `program`: the one that is named (PROGRAM), else a version (VERSION) that is
# installed from npm, by default that of this action.
set -eu
. "$GITHUB_ACTION_PATH/common.sh"

if [ -n "$PROGRAM" ]; then
	if [ ! -f "$PROGRAM" ] || [ ! -x "$PROGRAM" ]; then fail "program is not an executable file"; fi
	program=$(CDPATH='' cd -- "$(dirname -- "$PROGRAM")" && pwd)/$(basename -- "$PROGRAM")
else
	command -v npm >/dev/null || fail "npm is not installed here: use actions/setup-node before, or the input program"
	wanted=${VERSION:-$(node -p 'require(process.argv[1]).version' "$GITHUB_ACTION_PATH/../package.json")}
	case $wanted in
	-* | *[!0-9A-Za-z.+-]*) fail "version is not a version, such as 1.2.3" ;;
	esac
	# Not in the workspace, where npm would read the .npmrc of the pull request, with a registry of its choice.
	folder=$(mktemp -d "$RUNNER_TEMP/intentlb-XXXXXX")
	cd "$folder"
	npm install --prefix "$folder" --no-audit --no-fund --no-save --ignore-scripts "intentlb@$wanted"
	program=$folder/node_modules/.bin/intentlb
fi
printf 'program=%s\n' "$program" >>"$GITHUB_OUTPUT"
