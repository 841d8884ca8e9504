#!/bin/sh
# Compares the catalog (CATALOG) with a base (BASE, else that of the pull request). Outputs: digest, differs, and the paths of
# the comment (markdown) and of a page (html). If there is nothing to compare, or too much changes, the comment says so, and the
# step fails. Lines "Intentlb-Allow: EFFECT" of the pull request (DESCRIPTION) acknowledge what exceeds a limit of `fleet.guard`.
set -eu
. "$GITHUB_ACTION_PATH/common.sh"

# What merging changes: the base of a merge commit of the pull request, which GitHub checks out, is its first parent, even if the
# branch has moved on since. A shallow clone hides the parents, but the commit names them.
base_of_pull_request() {
	git_of_catalog cat-file commit HEAD | awk -v head="$HEAD_SHA" -v base="$BASE_SHA" '
		/^$/ { exit }
		$1 == "parent" { parents[++count] = $2 }
		END { print(count == 2 && parents[2] == head ? parents[1] : base) }
	'
}

# compare FORMAT FILE OPTION...
compare() {
	format=$1 file=$2
	shift 2
	"$INTENTLB" diff "--base=$against" --format "$format" "$@" -- "$CATALOG" >"$file"
}

folder=$(mktemp -d "$RUNNER_TEMP/intentlb-XXXXXX")
comment=$folder/diff.md
page=$folder/diff.html
against=$BASE
if [ -z "$against" ]; then
	against=$(base_of_pull_request)
	git_of_catalog cat-file -e "$against^{commit}" 2>/dev/null ||
		git_of_catalog fetch --quiet --no-tags --depth=1 origin "$against" ||
		printf '::warning title=intentlb::%s\n' "cannot fetch the base: give actions/checkout fetch-depth: 2"
fi

set --
while IFS= read -r effect; do
	[ -z "$effect" ] || set -- "$@" "--allow=$effect"
done <<END
$(printf '%s\n' "$DESCRIPTION" | sed -n 's/^Intentlb-Allow: *\(.*[^[:space:]]\)[[:space:]]*$/\1/p')
END

status=0
untrusted compare markdown "$comment" "$@" || status=$?
digest=$(sed -n '$s/.*`\([0-9a-f]\{64\}\)`$/\1/p' "$comment")
run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
if [ -z "$digest" ]; then
	printf '**intentlb could not compare this change with its base.** [The run](%s) says why.\n' "$run" >"$comment"
	printf 'markdown=%s\n' "$comment" >>"$GITHUB_OUTPUT"
	exit 1
fi

if [ "$status" = 0 ]; then differs=false; else differs=true; fi
printf 'digest %s, differs from the base: %s\n' "$digest" "$differs"
printf '%s\n' "digest=$digest" "differs=$differs" "markdown=$comment" >>"$GITHUB_OUTPUT"

compare html "$page" "$@" 2>/dev/null || true
printf 'html=%s\n' "$page" >>"$GITHUB_OUTPUT"

# A limit is exceeded, though everything could be compared.
if [ "$status" = 1 ]; then
	text=$(cat "$comment")
	# shellcheck disable=SC2016 # Markdown
	{
		printf '**This change exceeds a limit of `fleet.guard`.** [The run](%s) says which. If that is meant, add what ' "$run"
		printf 'it says after `--allow` to the description, as a line `Intentlb-Allow: …`.\n\n%s\n' "$text"
	} >"$comment"
	exit 1
fi
