#!/usr/bin/env node
// mode: comment of the Action. Runs with a token that can write to pull requests, after the workflow that ran the pull
// request's own code. So nothing that comes from that run is believed: which pull request it is follows from the event's
// head commit, and the artifact is text of a stranger, which is only ever the body of a comment.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { sanitize } from './sanitize.mjs';
import { onlyFile } from './zip.mjs';

/** GitHub's limit for a comment is 65,536 characters. */
const MOST_CHARACTERS = 65_535;
/** A character has 4 bytes at most. */
const MOST_BYTES = 4 * MOST_CHARACTERS;
const MOST_ZIP = 1024 * 1024;
const MOST_PAGES = 30;

function main() {
  try {
    const run = runOfEvent();
    const pull = pullOf(run);
    const body = bodyOf(run);
    const existing = ownComment(run, pull);
    if (existing === undefined) api(['--method', 'POST', `repos/${run.repository}/issues/${pull}/comments`, '--input', '-'], { body });
    else api(['--method', 'PATCH', `repos/${run.repository}/issues/comments/${existing}`, '--input', '-'], { body });
    console.log(`${existing === undefined ? 'wrote' : 'updated'} the comment of pull request ${pull}`);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    // The message may hold words of a stranger: in one line, it can start no workflow command.
    console.log(`${error.harmless ? 'nothing to do' : 'error'}: ${oneLine(error.message)}`);
    process.exitCode = error.harmless ? 0 : 1;
  }
}

/** Ends the work. */
class Stop extends Error {
  constructor(message, harmless = false) {
    super(message);
    this.harmless = harmless;
  }
}

/** What GitHub itself says of the run, each field checked for its form. */
function runOfEvent() {
  const { GITHUB_EVENT_NAME, GITHUB_EVENT_PATH, GITHUB_REPOSITORY, GITHUB_SERVER_URL } = process.env;
  const { TRAFFIC_ARTIFACT, TRAFFIC_ID, TRAFFIC_AUTHOR } = process.env;
  if (GITHUB_EVENT_NAME !== 'workflow_run') {
    throw new Stop(`mode: comment belongs into a workflow on workflow_run, but this is ${GITHUB_EVENT_NAME}`);
  }
  const { workflow_run: run } = JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8'));
  if (run.event !== 'pull_request') throw new Stop(`the run was started by ${run.event}, not by a pull request`, true);
  const repository = formed('GITHUB_REPOSITORY', GITHUB_REPOSITORY, /^[\w.-]+\/[\w.-]+$/);
  return {
    repository,
    id: formed('workflow_run.id', String(run.id), /^\d{1,20}$/),
    head: formed('workflow_run.head_sha', run.head_sha, /^[0-9a-f]{40,64}$/),
    // A branch's name is the author's choice: it goes to the API as a field, and is not looked at.
    branch: String(run.head_branch),
    source: formed('workflow_run.head_repository', run.head_repository?.full_name, /^[\w.-]+\/[\w.-]+$/),
    passed: run.conclusion === 'success',
    artifact: formed('artifact', TRAFFIC_ARTIFACT ?? 'cdk8s-traffic-comment', /^[\w.-]{1,100}$/),
    marker: `<!-- cdk8s-traffic ${formed('comment-id', TRAFFIC_ID || 'plan', /^[\w.-]{1,50}$/)} -->`,
    author: formed('comment-author', TRAFFIC_AUTHOR || 'github-actions[bot]', /^[\w-]{1,60}(\[bot\])?$/),
    server: formed('GITHUB_SERVER_URL', GITHUB_SERVER_URL ?? 'https://github.com', /^https:\/\/[\w.:-]+$/),
  };
}

/** The open pull request whose head is the commit that the run was for; its number is never read from the artifact. */
function pullOf({ repository, head, branch, source }) {
  const [owner] = source.split('/');
  const list = get(`repos/${repository}/pulls`, 'state=open', `head=${owner}:${branch}`, 'per_page=100');
  const fitting = list.filter(pull => (
    pull?.head?.sha === head && pull.head.repo?.full_name === source && pull.base?.repo?.full_name === repository));
  if (fitting.length === 0) throw new Stop(`no open pull request has the head ${head}: it was closed, or pushed to since`, true);
  if (fitting.length > 1) {
    throw new Stop(`${fitting.length} pull requests have the head ${head}, and the run does not tell which it was for`, true);
  }
  return formed('number of the pull request', String(fitting[0].number), /^\d{1,12}$/);
}

/** A head that only this job writes, and below it the stranger's text; or, where that text is not fit, why. */
function bodyOf(run) {
  const { marker, passed, head, server, repository, id } = run;
  const begin = `${marker}\n### cdk8s-traffic: ${passed ? 'passed' : 'not passed'}\n\n`
    + `For ${head}, by [this run](${server}/${repository}/actions/runs/${id}) of the code of the pull request.\n\n`;
  let text;
  try {
    text = sanitize(new TextDecoder('utf-8', { fatal: true }).decode(artifactOf(run))).trim();
    if (text === '') throw new Stop('the artifact holds no text');
    text = shortened(text, MOST_CHARACTERS - begin.length - 1);
  } catch (error) {
    const why = error instanceof Stop || error instanceof Error ? error.message : String(error);
    console.log(`the artifact is not used: ${oneLine(why)}`);
    text = 'There is no plan to show: the log of the run says why.';
  }
  return `${begin}${text}\n`;
}

/** As many whole lines as there is room for, with what they open closed again. */
function shortened(text, most) {
  if (text.length <= most) return text;
  const note = '\n\nThis is too long for a comment; the rest is in the summary of the run.';
  // Room for what is closed: nobody opens more than that in good faith.
  const end = text.lastIndexOf('\n', most - note.length - 200);
  const kept = text.slice(0, Math.max(0, end));
  const whole = `${kept}${closing(kept)}${note}`;
  if (end <= 0 || whole.length > most) throw new Stop('the text is too long for a comment');
  return whole;
}

/** What ends the code and the folded parts that a text leaves open. */
function closing(text) {
  const fences = text.match(/^(?:`{3,}|~{3,})/gm) ?? [];
  const folds = text.split('<details>').length - text.split('</details>').length;
  return `${fences.length % 2 === 1 ? `\n${fences.at(-1)}` : ''}${'\n\n</details>'.repeat(Math.max(0, folds))}`;
}

function artifactOf({ repository, id, artifact }) {
  const { artifacts } = get(`repos/${repository}/actions/runs/${id}/artifacts`, `name=${artifact}`, 'per_page=100');
  const own = artifacts.filter(found => (
    found?.name === artifact && found.expired === false && String(found.workflow_run?.id ?? id) === id));
  if (own.length === 0) throw new Stop(`the run has no artifact ${artifact}`);
  // Of several tries of a run the last one counts.
  const { id: newest, size_in_bytes: size } = own.reduce((a, b) => (a.id > b.id ? a : b));
  if (!(size <= MOST_ZIP)) throw new Stop(`the artifact has ${size} bytes, but may have ${MOST_ZIP}`);
  const number = formed('id of the artifact', String(newest), /^\d{1,20}$/);
  const zip = gh(['api', `repos/${repository}/actions/artifacts/${number}/zip`], undefined, MOST_ZIP);
  return onlyFile(zip, 'comment.md', MOST_BYTES);
}

/** The comment that this job wrote before: by its author and its first line, so nobody else's is taken for it. */
function ownComment({ repository, marker, author }, pull) {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const list = get(`repos/${repository}/issues/${pull}/comments`, 'per_page=100', `page=${page}`);
    const found = list.find(comment => (
      comment?.user?.login === author && comment.user.type === 'Bot' && comment.body?.startsWith(`${marker}\n`)));
    if (found !== undefined) return formed('id of the comment', String(found.id), /^\d{1,20}$/);
    if (list.length < 100) return undefined;
  }
  return undefined;
}

/** Each field is an argument of its own, as it is: -f, unlike -F, gives no meaning to an @ or a number. */
function get(path, ...fields) {
  return api(['--method', 'GET', path, ...fields.flatMap(field => ['-f', field])]);
}

/** Asks the API by gh; a value to send goes through standard input, never into an argument. */
function api(args, send) {
  const answer = gh(['api', ...args], send === undefined ? undefined : JSON.stringify(send), 64 * MOST_ZIP);
  return JSON.parse(answer.toString('utf8'));
}

function gh(args, input, most) {
  const { status, stdout, stderr, error } = spawnSync('gh', args, { input: input ?? '', maxBuffer: most });
  if (error !== undefined) throw new Stop(`gh cannot be run: ${error.message}`);
  const path = args.find(word => word.startsWith('repos/'));
  if (status !== 0) throw new Stop(`gh api ${path} failed: ${stderr.toString('utf8').slice(0, 300)}`);
  return stdout;
}

function formed(what, value, form) {
  if (typeof value !== 'string' || !form.test(value) || value.split('/').some(part => /^\.+$/.test(part))) {
    throw new Stop(`${what} is ${JSON.stringify(value)?.slice(0, 100)}, which is not of the form that it must have`);
  }
  return value;
}

function oneLine(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}

main();
