#!/bin/sh
# Builds the catalog (CATALOG) into a folder (OUT), if what a build writes has the digest that is expected (EXPECT: the digest,
# or `commit` for the one in the message of the commit that is checked out).
set -eu
. "$GITHUB_ACTION_PATH/common.sh"

# Forges join messages, end lines in their own way and append others, so the line may be anywhere.
digests_of_commit() {
	git_of_catalog log -1 --format=%B | sed -n 's/^Intentlb-Digest: *\([0-9a-f]\{64\}\)[[:space:]]*$/\1/p' | sort -u
}

digest=$EXPECT
if [ "$digest" = commit ]; then
	digest=$(digests_of_commit)
	case $digest in
	'') fail "the message of the commit has no line \"Intentlb-Digest: DIGEST\", so nobody said what was reviewed" ;;
	*[!0-9a-f]*) fail "the message of the commit has several lines \"Intentlb-Digest: DIGEST\" that differ" ;;
	esac
fi
untrusted "$INTENTLB" build "--expect=$digest" "--out=$OUT" -- "$CATALOG"
