import { isAbsolute, posix, relative } from 'node:path';

/**
 * A file as tools that annotate a checkout want it: the path below the working directory, also of `git:REV:PATH`; a file elsewhere as
 * file:// and its path.
 */
export function placeOf(file: string, cwd = process.cwd()): string {
  if (file === '<stdin>') return 'stdin';
  const inGit = /^git:[^:]+:(.*)$/.exec(file);
  const path = inGit?.[1] ?? file;
  const below = isAbsolute(path) ? relative(cwd, path) : posix.normalize(path);
  return below === '..' || below.startsWith('../') ? `file://${isAbsolute(path) ? path : posix.join(cwd, path)}` : below;
}
