import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, ROOT } from './build';
import { plainEnv } from './run';

/** How a module is run. */
export interface ModuleOptions {
  readonly cwd?: string;
  /** Standard input. */
  readonly input?: string | Buffer;
  /** Flags of node, such as a limit on its memory. */
  readonly flags?: readonly string[];
}

/**
 * Runs code with the exports of one of the command line's modules as `m` and `given` as `given`, and gives back what the
 * code returns, by way of JSON. In a process of its own, since the command line is an ES module.
 */
export function withModule<T>(module: string, given: unknown, code: string, options: ModuleOptions = {}): T {
  buildCli();
  const url = pathToFileURL(join(ROOT, 'cli/lib', module)).href;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...options.flags ?? [], '--input-type=module', '-e', `
    import * as m from ${JSON.stringify(url)};
    const given = ${JSON.stringify(given)};
    const result = await (async () => { ${code} })();
    process.stdout.write(JSON.stringify(result ?? null));
  `], { cwd: options.cwd, input: options.input ?? '', encoding: 'utf8', env: plainEnv(), maxBuffer: 256 * 1024 * 1024 });
  if (status !== 0) throw new Error(`the module's code left with ${status}:\n${stderr}`);
  return JSON.parse(stdout) as T;
}
