#!/usr/bin/env bash
# mode: check of the Action. Runs code of the pull request (install, synth), so it must have no secret and no token that can
# write. Writes the comment's text into TRAFFIC_OUT/comment.md and leaves with 1 where something is wrong.
# All settings come as variables: a workflow expression within a script would run what a pull request writes into it.
set -uo pipefail

dir="${TRAFFIC_DIR:-.}"
manifests="${TRAFFIC_MANIFESTS:-dist}"
stage_file="${TRAFFIC_STAGE_FILE:-traffic.yaml}"
out="${TRAFFIC_OUT:?is not set}"
comment="$out/comment.md"
# Far above what plan writes; the job that comments shortens what is too long for a comment.
most=150000
failed=0

main() {
  refuse_odd_paths
  cd "${GITHUB_WORKSPACE:-.}" || exit 2
  mkdir -p "$out" && : > "$comment" && rm -f "$out/failed" || exit 2
  if ! step install "${TRAFFIC_INSTALL:-}" || ! step synth "${TRAFFIC_SYNTH:-}"; then
    finish
  fi
  if [[ -n "${TRAFFIC_SYNTH:-}" ]]; then committed; fi
  local path
  path="$(joined "$manifests")"
  check_manifests "$path"
  plan_move "$path"
  finish
}

# Runs a command of the workflow's author in the project's folder.
step() {
  local name="$1" command="$2"
  if [[ -z "$command" ]]; then return 0; fi
  echo "::group::$name"
  (cd "$dir" && bash -euo pipefail -c "$command")
  local status=$?
  echo "::endgroup::"
  if ((status == 0)); then return 0; fi
  say "**$name failed** with exit code $status: see the log of the run."
  return 1
}

# What is applied is what is committed, so it must be what the code gives.
committed() {
  local path changed
  path="$(joined "$manifests")"
  # Where nothing is committed, the manifests go elsewhere.
  if [[ -z "$(git ls-files -- "$path" | head -n 1)" ]]; then return 0; fi
  changed="$(git -c core.quotePath=true status --porcelain --untracked-files=all -- "$path")"
  if [[ -z "$changed" ]]; then return 0; fi
  say "**The committed manifests are stale**: synth gives others. Run it, and commit the result."
  fenced "$(head -n 20 <<< "$changed")"
}

check_manifests() {
  local path="$1" status config summary
  local -a args=(check "$path" --format github)
  config="$(joined .cdk8s-traffic.yaml)"
  if [[ -f "$config" ]]; then args+=(--config "$config"); fi
  if [[ -n "${TRAFFIC_GATEWAY:-}" ]]; then args+=(--gateway "$TRAFFIC_GATEWAY"); fi
  if [[ "${TRAFFIC_STRICT:-false}" == true ]]; then args+=(--strict); fi
  # Standard output holds the annotations, which the runner reads from the log.
  traffic "${args[@]}" 2> "$out/check.log"
  status=$?
  cat "$out/check.log" >&2
  summary="$(tail -n 5 "$out/check.log")"
  output check "$status"
  if ((status == 0)); then
    add "**Check**: passed"
  else
    say "**Check**: failed; what was found stands beside the lines in the diff."
  fi
  fenced "$summary"
}

plan_move() {
  local path="$1" base status stages
  if ! base="$(base_commit)"; then return 0; fi
  if [[ -z "$(git ls-tree --name-only HEAD -- "$path")" ]] && ! git cat-file -e "$base:$path" 2> /dev/null; then
    add "**Plan**: the manifests are not committed, so there is nothing to compare them with."
    return 0
  fi
  local -a args=(plan "git:$base:$path" "$path" --format markdown)
  stages="$(joined "$stage_file")"
  if [[ -f "$stages" ]]; then args+=(--file "$stages"); fi
  if [[ "${TRAFFIC_STRICT:-false}" == true ]]; then args+=(--strict); fi
  traffic "${args[@]}" > "$out/plan.md" 2> "$out/plan.log"
  status=$?
  cat "$out/plan.log" >&2
  output plan "$status"
  case "$status" in
    0) ;;
    1) failed=1 ;;
    *)
      say "**Plan**: could not be made."
      fenced "$(tail -n 20 "$out/plan.log")"
      return 0
      ;;
  esac
  if (($(wc -c < "$out/plan.md") > most)); then
    add "**Plan**: too long for a comment; it is in the log of the run."
    cat "$out/plan.md" >&2
  else
    { echo; cat "$out/plan.md"; } >> "$comment"
  fi
}

# The commit to compare with: the last synced one where the workflow knows it, else what the merge goes into.
base_commit() {
  local since="${TRAFFIC_SINCE:-}" base="${TRAFFIC_BASE:-}" commit
  if [[ -n "$since" ]]; then
    if commit="$(commit_of "$since")"; then
      if ! git merge-base --is-ancestor "$commit" HEAD; then
        say "**Plan**: the last synced revision is no ancestor of this merge: what runs is not what the branch leads from."
        return 1
      fi
      echo "$commit"
      return 0
    fi
    say "**Plan**: the revision to compare with is not in this checkout; check out with \`fetch-depth: 0\`."
    return 1
  fi
  # A pull request is checked out as the merge that it would give: the first parent is the branch that it goes into.
  if [[ "${GITHUB_REF:-}" == refs/pull/*/merge ]] && commit="$(commit_of 'HEAD^1')" && commit_of 'HEAD^2' > /dev/null; then
    echo "$commit"
    return 0
  fi
  if [[ -n "$base" ]] && commit="$(commit_of "$base")" && commit="$(git merge-base "$commit" HEAD)"; then
    echo "$commit"
    return 0
  fi
  say "**Plan**: there is no commit to compare with; check out with \`fetch-depth: 0\`."
  return 1
}

# Resolved behind --end-of-options, so that no revision becomes an option of git.
commit_of() {
  git rev-parse --verify --quiet --end-of-options "$1^{commit}"
}

# The installed command line: never one that npx would fetch.
traffic() {
  local bin
  for bin in "$dir/node_modules/.bin/cdk8s-traffic" node_modules/.bin/cdk8s-traffic; do
    if [[ -x "$bin" ]]; then
      "$bin" "$@"
      return
    fi
  done
  echo "cdk8s-traffic is not installed: add cdk8s-traffic-cli to the project's devDependencies" >&2
  return 2
}

joined() {
  if [[ "$dir" == . ]]; then echo "$1"; else echo "${dir%/}/$1"; fi
}

refuse_odd_paths() {
  local path
  for path in "$dir" "$manifests" "$stage_file"; do
    if [[ "$path" == -* || "$path" == /* || "$path" == *..* || "$path" == *:* || -z "$path" ]]; then
      echo "::error::working-directory, manifests and stage-file are paths within the repository, without a leading - or /, '..' and ':'"
      exit 2
    fi
  done
}

add() {
  printf '\n%s\n' "$1" >> "$comment"
}

# Something is wrong.
say() {
  failed=1
  # base_commit runs in a subshell, so the failure is kept in a file as well.
  : > "$out/failed"
  add "$1"
}

fenced() {
  if [[ -n "$1" ]]; then printf '\n~~~~text\n%s\n~~~~\n' "$1" >> "$comment"; fi
}

output() {
  if [[ -n "${GITHUB_OUTPUT:-}" ]]; then printf '%s=%s\n' "$1" "$2" >> "$GITHUB_OUTPUT"; fi
}

finish() {
  if [[ -n "${GITHUB_STEP_SUMMARY:-}" ]]; then cat "$comment" >> "$GITHUB_STEP_SUMMARY"; fi
  if [[ -e "$out/failed" ]]; then failed=1; fi
  exit "$failed"
}

main
