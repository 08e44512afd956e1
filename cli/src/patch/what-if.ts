import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lastLines, runCdk8s } from '../cdk8s.js';
import { UsageError } from '../exit.js';
import { WHAT_IF } from '../library.js';
import type { Project } from '../project.js';

/**
 * Synthesises a project as if an app were at another stage, into a folder of its own, and gives the folder to a function. The
 * project's own output stays as it is.
 *
 * @throws UsageError where the app fails, or has not taken the stage
 */
export async function synthAt<T>(
  project: Project, key: string, stage: string, env: NodeJS.ProcessEnv, use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-'));
  const output = join(folder, 'dist');
  try {
    const { status, said } = await runCdk8s(project.folder, ['synth', '--no-validate', '--output', output], {
      env: { ...env, [WHAT_IF]: `${key}=${stage}` },
      without: 'the other stage cannot be synthesised; give its manifests with --target MANIFESTS',
    });
    const again = 'give the manifests of the other stage with --target MANIFESTS instead, or correct the app';
    if (status !== 0) throw new UsageError(`cdk8s synth of ${project.folder} at ${key}=${stage} failed; ${again}:\n${lastLines(said)}`);
    // An app that does not know the key goes on at its own stage.
    if (!said.includes(`puts ${key} at stage '${stage}'`)) {
      throw new UsageError(`the app in ${project.folder} has no canary or blue-green pair '${key}', so it was not`
        + ` put at ${stage}; ${again}:\n${lastLines(said)}`);
    }
    return await use(output);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
