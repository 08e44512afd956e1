import { cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { lastLines, runCdk8s } from '../cdk8s.js';
import { UsageError } from '../exit.js';
import { WHAT_IF, whatIfFileEntry } from '../library.js';
import { findProject } from '../project.js';
import type { StageFile } from './stage-file.js';

/** What is said where cdk8s is not installed. */
const WITHOUT = 'nothing can be synthesised';

/** The cdk8s app that a stage file belongs to. */
export interface App {
  /** The folder of its cdk8s.yaml. */
  readonly folder: string;
  /** Where synth writes to. */
  readonly output: string;
}

/** The app of the nearest cdk8s.yaml, from the stage file upward. @throws UsageError where there is none */
export function appOf({ path, real }: StageFile): App {
  const from = dirname(real);
  const project = findProject(from);
  if (project === undefined) throw new UsageError(`there is no cdk8s.yaml in the folder of ${path} or above, so there is nothing to`
    + ' synthesise');
  return { folder: project.folder, output: resolve(from, project.output) };
}

/** Manifests of an app as they would be, and the stage file that they were made from. */
export interface Copy {
  readonly output: string;
  readonly stages: string;
}

/** An app synthesised with other stage files, in folders of its own: nothing of the project is touched. */
export class Copies {
  private readonly made = new Map<string, Promise<Copy>>();
  private folder?: string;

  constructor(
    public readonly app: App,
    private readonly file: StageFile,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** The app as if the stage file had this text; made once. @throws UsageError where the app fails, or does not read the stage file */
  public of(text: string): Promise<Copy> {
    const made = this.made.get(text) ?? this.make(text);
    this.made.set(text, made);
    return made;
  }

  /** Removes the folders. */
  public dispose(): void {
    if (this.folder !== undefined) rmSync(this.folder, { recursive: true, force: true });
  }

  private async make(text: string): Promise<Copy> {
    const { app, file } = this;
    this.folder ??= mkdtempSync(join(tmpdir(), 'cdk8s-traffic-'));
    const place = mkdtempSync(join(this.folder, 'copy-'));
    const copy = { output: join(place, 'dist'), stages: join(place, 'traffic.yaml') };
    writeFileSync(copy.stages, text);
    const env = { ...this.env, [WHAT_IF]: whatIfFileEntry(file.real, copy.stages) };
    const { status, said } = await runCdk8s(app.folder, ['synth', '--no-validate', '--output', copy.output], { env, without: WITHOUT });
    if (status !== 0 || !existsSync(copy.output)) {
      throw new UsageError(`cdk8s synth of ${app.folder} failed with the stage file as it would be:\n${lastLines(said)}`);
    }
    // An app that reads another file would be judged by what it is not going to be.
    if (!said.includes(`in place of ${file.real}`)) {
      throw new UsageError(`the app in ${app.folder} does not read ${file.path}: no Stages.fromFile('${file.path}') was met during`
        + ' synth. Name the app\'s stage file with --file');
    }
    return copy;
  }
}

/** Synthesises an app for real; its output is as it was where that fails, or is broken off. @throws UsageError then */
export async function synth(app: App, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-'));
  const kept = join(folder, 'dist');
  const there = existsSync(app.output);
  try {
    if (there) cpSync(app.output, kept, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    const { status, said } = await runCdk8s(app.folder, ['synth'], { env: { ...env, [WHAT_IF]: '' }, signal, without: WITHOUT });
    if (status === 0 && existsSync(app.output)) return;
    rmSync(app.output, { recursive: true, force: true });
    if (there) cpSync(kept, app.output, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    throw new UsageError(`cdk8s synth of ${app.folder} failed:\n${lastLines(said)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
