#!/bin/sh
# Lints the catalog (CATALOG): findings as annotations, as many as GitHub shows, then all of them in the log. Fails as lint does.
set -eu
. "$GITHUB_ACTION_PATH/common.sh"

findings=$(mktemp "$RUNNER_TEMP/intentlb-XXXXXX")
trap 'rm -f "$findings"' EXIT
"$INTENTLB" lint --format github -- "$CATALOG" >"$findings" 2>/dev/null || true

# GitHub shows ten annotations of a type per step, and drops the rest without a word.
awk '
	++seen[$1] <= ($1 == "::notice" ? 9 : 10) { print; next }
	{ rest++ }
	END {
		if (rest) printf "::notice title=intentlb::%d more %s in the log of this step\n", rest, rest == 1 ? "finding is" : "findings are"
	}
' "$findings"

untrusted "$INTENTLB" lint -- "$CATALOG"
