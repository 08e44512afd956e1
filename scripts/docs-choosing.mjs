// Writes docs/choosing.md from the decision framework of the command line (cli/src/choose/framework.ts).
//   node scripts/docs-choosing.mjs [--check]    with --check nothing is written: it fails if the file would change
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const file = join(root, 'docs/choosing.md');

const text = await render();
if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
  console.log(`docs/choosing.md: ${text.split('\n').length} lines`);
} else if (read(file) !== text) {
  console.error('docs-choosing: docs/choosing.md is not what cli/src/choose/framework.ts gives');
  console.error('(run node scripts/docs-choosing.mjs)');
  process.exitCode = 1;
}

/** Compiles the sources as they are now: cli/lib may be older, and a check against it would pass wrongly. */
async function render() {
  mkdirSync(join(root, 'build'), { recursive: true });
  const temp = mkdtempSync(join(root, 'build/docs-choosing-'));
  try {
    writeFileSync(join(temp, 'package.json'), '{ "type": "module" }\n');
    const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
    const args = [tsc, '-p', 'cli', '--noCheck', '--outDir', temp];
    const { status, stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0) throw new Error(`cli does not compile:\n${stdout}`);
    const { renderMarkdown } = await import(pathToFileURL(join(temp, 'choose/markdown.js')).href);
    return renderMarkdown();
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
