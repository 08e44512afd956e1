import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, ROOT } from './support/build';

test('docs/choosing.md is byte for byte what the framework gives', () => {
  buildCli();
  const module = pathToFileURL(join(ROOT, 'cli/lib/choose/markdown.js')).href;
  const { stdout, stderr } = spawnSync(process.execPath, [
    '--input-type=module', '-e', `import { renderMarkdown } from '${module}'; process.stdout.write(renderMarkdown());`,
  ], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(readFileSync(join(ROOT, 'docs/choosing.md'), 'utf8')).toBe(stdout);
});

test('scripts/docs-choosing.mjs --check agrees', () => {
  const script = join(ROOT, 'scripts/docs-choosing.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
