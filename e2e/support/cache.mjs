// Where the real programs lie: a folder outside the repository, so that a clone stays a clone and a second one builds nothing again.
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The cache folder; TRAFFIC_E2E_CACHE moves it. */
export const CACHE = process.env.TRAFFIC_E2E_CACHE
  ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'cdk8s-traffic');

/** Built programs. */
export const BIN = join(CACHE, 'bin');

/** Path of a program in the cache folder. */
export const program = (name) => join(BIN, name);

/** Which of the programs are not there. */
export const missingPrograms = (names) => names.filter((name) => !existsSync(program(name)));

/** Makes the cache's folder for programs. */
export const makeBin = () => mkdirSync(BIN, { recursive: true });
