import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';
import { ROOT } from './build';

const SOURCES = join(ROOT, 'cli/src');
const loaded = new Map<string, { exports: object }>();

/**
 * A module of the command line's sources, by its path under cli/src. They are ES modules, which jest cannot import into its
 * CommonJS tests: each is translated when it is first asked for. No build is needed, and their types are not checked here.
 */
export function loadCli<T>(name: string): T {
  return load(join(SOURCES, `${name}.ts`)) as T;
}

function load(path: string): object {
  const before = loaded.get(path);
  if (before !== undefined) return before.exports;
  const module = { exports: {} };
  // Before its imports, which may lead back to it.
  loaded.set(path, module);
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  const code = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions, fileName: path }).outputText;
  const find = (id: string): object => (
    id.startsWith('.') ? load(resolve(dirname(path), id).replace(/\.js$/, '.ts')) : jest.requireActual(id));
  new Function('require', 'exports', 'module', `${code}\n//# sourceURL=${path}`)(find, module.exports, module);
  return module.exports;
}
