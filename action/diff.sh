#!/bin/sh
# Compares the catalog (CATALOG) with a base (BASE, else that of the pull request). Outputs: digest, differs, and the path of
# the comment, `markdown`. If there is nothing to compare, the comment says so, and the step fails.
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

compare() {
	"$INTENTLB" diff "--base=$against" --format markdown -- "$CATALOG" >"$comment"
}

folder=$(mktemp -d "$RUNNER_TEMP/intentlb-XXXXXX")
comment=$folder/diff.md
against=$BASE
if [ -z "$against" ]; then
	against=$(base_of_pull_request)
	git_of_catalog cat-file -e "$against^{commit}" 2>/dev/null ||
		git_of_catalog fetch --quiet --no-tags --depth=1 origin "$against" ||
		printf '::warning title=intentlb::%s\n' "cannot fetch the base: give actions/checkout fetch-depth: 2"
fi

status=0
untrusted compare || status=$?
case $status in
0) differs=false ;;
2) differs=true ;;
*)
	run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID
	printf '**intentlb could not compare this change with its base.** [The run](%s) says why.\n' "$run" >"$comment"
	printf 'markdown=%s\n' "$comment" >>"$GITHUB_OUTPUT"
	exit 1
	;;
esac

digest=$(sed -n '$s/.*`\([0-9a-f]\{64\}\)`$/\1/p' "$comment")
[ -n "$digest" ] || fail "the comment has no digest: this version of intentlb does not fit the action"
printf 'digest %s, differs from the base: %s\n' "$digest" "$differs"
printf '%s\n' "digest=$digest" "differs=$differs" "markdown=$comment" >>"$GITHUB_OUTPUT"
