# What the scripts of the action share; they read it with `.`.
# shellcheck shell=sh

# Ends the step with an annotation.
fail() {
	printf '::error title=intentlb::%s\n' "$*"
	exit 1
}

# Runs a command whose output has text of the catalog. The runner takes a line such as "##[add-path]/tmp" for a command, unless
# it is told to stop until a word that nobody can guess:
# https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions#stopping-and-starting-workflow-commands
untrusted() {
	word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	result=0
	printf '::stop-commands::%s\n' "$word"
	"$@" 2>&1 || result=$?
	printf '\n::%s::\n' "$word"
	return "$result"
}

# Runs git in the repository of the catalog; it never asks for a password.
git_of_catalog() {
	if [ -d "$CATALOG" ]; then folder_of_catalog=$CATALOG; else folder_of_catalog=$(dirname -- "$CATALOG"); fi
	GIT_TERMINAL_PROMPT=0 git -C "$folder_of_catalog" "$@"
}

# A path that no program takes for an option.
case ${CATALOG:-} in
-*) CATALOG=./$CATALOG ;;
esac
