import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { unreadable } from './stat.js';

/** Whether a name in a folder is looked at. */
export function isManifestName(name: string): boolean {
  return /\.(?:yaml|yml|json)$/.test(name);
}

/** Folders of tools, not of manifests. */
export function isHidden(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/**
 * The manifests of a folder and all below it, as paths that begin with the folder's name, in the order of code units.
 * Symbolic links are followed within the folder; what leads out of it is left with a warning: a repository could
 * otherwise have any file of the machine read, and printed in a message.
 */
export function listFolder(folder: string, cwd: string, warnings: string[]): string[] {
  const walk = new Walk(folder, realpathSync(resolve(cwd, folder)), cwd, warnings);
  walk.folder(folder);
  return walk.done();
}

interface FoundFile {
  readonly name: string;
  readonly real: string;
}

class Walk {
  private readonly files: FoundFile[] = [];
  private readonly links: FoundFile[] = [];
  private readonly visited = new Set<string>();

  constructor(
    private readonly given: string, private readonly root: string, private readonly cwd: string,
    private readonly warnings: string[],
  ) {}

  folder(name: string): void {
    const pending = [name];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const real = realpathSync(resolve(this.cwd, next));
      if (this.visited.has(real)) continue;
      this.visited.add(real);
      for (const entry of entries(real, next)) {
        if (isHidden(entry.name)) continue;
        const path = join(next, entry.name);
        if (entry.isDirectory()) pending.push(path);
        else if (entry.isSymbolicLink()) this.link(path, pending);
        else if (isManifestName(entry.name)) this.file(path, join(real, entry.name), entry);
      }
    }
  }

  /** A file that links lead to as well is read once, by its own name. */
  done(): string[] {
    const seen = new Set(this.files.map(({ real }) => real));
    const links = this.links.sort(byName).filter(({ real }) => !seen.has(real) && seen.add(real));
    return [...this.files, ...links].sort(byName).map(({ name }) => name);
  }

  private file(name: string, real: string, entry: Dirent): void {
    if (entry.isFile()) this.files.push({ name, real });
    else this.warnings.push(`${name} is no regular file; left out`);
  }

  private link(name: string, pending: string[]): void {
    let real: string;
    let found;
    try {
      real = realpathSync(resolve(this.cwd, name));
      found = statSync(real);
    } catch {
      if (isManifestName(name)) this.warnings.push(`${name} is a symbolic link to nothing; left out`);
      return;
    }
    if (!found.isDirectory() && !isManifestName(name)) return;
    if (real !== this.root && !real.startsWith(this.root.endsWith(sep) ? this.root : this.root + sep)) {
      this.warnings.push(`${name} is a symbolic link that leads out of ${this.given}; left out (give its target as an`
        + ' argument to have it read)');
    } else if (found.isDirectory()) {
      // At the end of the queue's other side, so that the folder itself comes before links to it.
      pending.unshift(name);
    } else if (found.isFile()) {
      this.links.push({ name, real });
    }
  }
}

function entries(real: string, name: string): Dirent[] {
  try {
    return readdirSync(real, { withFileTypes: true }).sort(byName);
  } catch (error) {
    throw unreadable(name, real, error);
  }
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
