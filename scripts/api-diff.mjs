// Compares the public API with the newest release (tag v*): a breaking change fails. Before the first release there is nothing
// to compare with, and that is said.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim();
const tag = git('tag', '--list', 'v*', '--sort=-v:refname').split('\n')[0];
if (!tag) {
  console.log('no release yet: the API is compared from the first tag v* on');
  process.exit(0);
}
const folder = mkdtempSync(join(tmpdir(), 'api-diff-'));
try {
  git('worktree', 'add', '--detach', folder, tag);
  execFileSync('npm', ['ci'], { cwd: folder, stdio: 'inherit' });
  const diff = spawnSync('npx', ['jsii-diff', folder, '.'], { stdio: 'inherit' });
  process.exitCode = diff.status ?? 1;
} finally {
  spawnSync('git', ['worktree', 'remove', '--force', folder]);
  rmSync(folder, { recursive: true, force: true });
}
