import { relative } from 'node:path';
import { shellQuote } from '../library.js';
import { visible, visibleLines } from '../escape.js';
import { commitTitle } from './commit.js';
import type { Move } from './move.js';
import type { Performed, PerformOptions } from './perform.js';
import { planLines } from './plan-since-head.js';
import type { StageFile } from './stage-file.js';

/** What was done, what to run next, and what to wait for. */
export function renderMove(move: Move, file: StageFile, done: Performed, options: PerformOptions): string {
  const { entry, from, to, notes, wait, next } = move;
  const head = `${entry.name}: ${from} -> ${to} (${file.path}${options.dryRun ? ', not written: --dry-run' : ''})`;
  const commands = options.dryRun ? [] : nextCommands(move, file, done, options);
  const lines = [
    head,
    ...notes,
    ...done.plan === undefined ? [] : planLines(done.plan),
    ...done.commit === undefined ? [] : [`Committed as ${done.commit.slice(0, 12)}.`],
    ...options.dryRun ? ['', visibleLines(done.diff)] : [],
    ...commands.length === 0 ? [] : ['', 'Next:', ...commands.map(command => `  ${command}`)],
    ...options.dryRun || !options.manifests ? [] : [
      '',
      ...wait === undefined ? [] : [wait],
      ...next === undefined || wait === undefined ? [] : ['The route of this commit must be in force, too: Accepted and ResolvedRefs are'
        + ' True, at its generation.'],
    ],
    ...options.dryRun || next === undefined ? [] : [`Then: ${next}`],
  ];
  return lines.map(line => line.includes('\n') ? line : visible(line)).join('\n').trimEnd();
}

/** What brings a move that was made into Git. */
export function nextCommands(move: Move, file: StageFile, { app, commit }: Performed, { manifests, synth }: PerformOptions): string[] {
  if (commit !== undefined) return ['git push, or open the pull request'];
  const here = (path: string) => shellQuote(relative(process.cwd(), path) || '.');
  const paths = app === undefined ? undefined : `${here(file.real)} ${here(app.output)}`;
  const title = shellQuote(commitTitle(move));
  if (!manifests) return [`git commit -m ${title} -- ${here(file.real)}`];
  return [
    ...synth ? [] : ['npx cdk8s synth'],
    paths === undefined ? `git add --all && git commit -m ${title}` : `git add --all -- ${paths} && git commit -m ${title} -- ${paths}`,
  ];
}
