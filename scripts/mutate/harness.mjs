// Jest's own expect, each and mocks on a plain runner: it can load the code under test again in milliseconds, which jest cannot.
import { createRequire } from 'node:module';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { Script } from 'node:vm';
import { instrument, transpile } from './instrument.mjs';

/** Loads TypeScript of a folder, as often as wanted; packages and generated code are loaded once. */
export class Loader {
  scripts = new Map();
  kept = new Map();
  registry = new Map();

  constructor(root, mutated) {
    this.root = root;
    this.mutated = mutated;
    this.require = createRequire(join(root, 'package.json'));
  }

  /** Forgets all modules but the packages and generated ones. */
  reset() {
    this.registry = new Map();
  }

  load(file) {
    const modules = file.includes(`${sep}imports${sep}`) ? this.kept : this.registry;
    const known = modules.get(file);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    this.script(file)(module.exports, name => this.resolve(file, name), module, file, dirname(file));
    return module.exports;
  }

  resolve(from, name) {
    if (name === 'cdk8s-traffic') return this.load(join(this.root, 'src/index.ts'));
    if (!name.startsWith('.')) return this.require(name);
    const path = resolve(dirname(from), name);
    const found = [`${path}.ts`, join(path, 'index.ts'), path].find(candidate => existsSync(candidate) && candidate.includes('.'));
    return found.endsWith('.ts') ? this.load(found) : this.require(found);
  }

  script(file) {
    const known = this.scripts.get(file);
    if (known !== undefined) return known;
    const source = readFileSync(file, 'utf8');
    const first = this.mutated.get(file);
    const code = transpile(file, first === undefined ? source : instrument(file, source, first).code);
    const made = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, { filename: file }).runInThisContext();
    this.scripts.set(file, made);
    return made;
  }
}

/** Collects the tests of files, and runs them one by one. */
export class Harness {
  constructor(loader) {
    this.loader = loader;
    const { expect } = loader.require('expect');
    const { bind } = loader.require('jest-each');
    const { ModuleMocker } = loader.require('jest-mock');
    const mocker = new ModuleMocker(globalThis);
    const jest = { spyOn: mocker.spyOn.bind(mocker), fn: mocker.fn.bind(mocker), restoreAllMocks: () => mocker.restoreAllMocks() };
    const test = (name, body) => this.tests.push({ name: [...this.names, name].join(' > '), body, hooks: this.suites.map(({ hooks }) => hooks) });
    const describe = (name, body) => this.describe(name, body);
    const hook = kind => body => this.suites.at(-1).hooks[kind].push(body);
    test.each = bind(test);
    test.skip = () => undefined; // reason: jest leaves it out as well, so it can find no mutant
    test.skip.each = () => () => undefined; // reason: the same, for a table of them
    describe.each = bind(describe, false);
    Object.assign(globalThis, {
      expect, jest, test, it: test, describe, beforeEach: hook('before'), afterEach: hook('after'), beforeAll: hook('first'), afterAll: hook('last'),
    });
  }

  describe(name, body) {
    this.suites.push({ name, hooks: hooks() });
    this.names.push(name);
    body();
    this.names.pop();
    this.suites.pop();
  }

  /** The tests of a file, registered anew. */
  collect(file) {
    this.tests = [];
    this.names = [];
    this.suites = [{ hooks: hooks() }];
    this.loader.load(file);
    return this.tests;
  }

  /** Runs a test with its hooks. @throws where it fails */
  async run({ body, hooks: all }) {
    for (const { first } of all) for (const one of first.splice(0)) await one();
    for (const { before } of all) for (const one of before) await one();
    try {
      await body();
    } finally {
      for (const { after } of [...all].reverse()) for (const one of after) await one();
    }
  }
}

function hooks() {
  return { first: [], before: [], after: [], last: [] };
}
