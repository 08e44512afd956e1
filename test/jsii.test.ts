import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** The assembly that other languages are generated from; built by `npm run build:lib`, which `npm ci` runs. */
function assembly(): any {
  const file = path.join(__dirname, '..', '.jsii');
  const newest = Math.max(...sources(path.join(__dirname, '..', 'src')).map(source => fs.statSync(source).mtimeMs));
  // A stale assembly would judge an API that is no more.
  if (!fs.existsSync(file) || fs.statSync(file).mtimeMs < newest) {
    execFileSync('npm', ['run', '-s', 'build:lib'], { cwd: path.join(__dirname, '..'), stdio: 'pipe' });
  }
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function sources(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true })
    .flatMap(entry => entry.isDirectory() ? sources(path.join(folder, entry.name)) : [path.join(folder, entry.name)]);
}

const jsii = assembly();
const types: any[] = Object.values(jsii.types);

/** Every place of the public API with its type reference. */
function places(): [string, any][] {
  return types.flatMap(type => [
    ...(type.properties ?? []).map((p: any) => [`${type.name}.${p.name}`, p.type]),
    ...[type.initializer, ...type.methods ?? []].filter(Boolean).flatMap((m: any) => [
      ...(m.parameters ?? []).map((p: any) => [`${type.name}.${m.name ?? 'constructor'}(${p.name})`, p.type]),
      ...m.returns ? [[`${type.name}.${m.name}()`, m.returns.type]] : [],
    ]),
  ] as [string, any][]);
}

test('no unions and no any in the public API, but for what is JSON', () => {
  const weak = places().filter(([place, type]) => /"union"|"primitive":"(any|json)"/.test(JSON.stringify(type)) && !/fromManifests|fromJson|toJson/.test(place));
  expect(weak.map(([place]) => place)).toEqual([]);
  expect(places().length).toBeGreaterThan(100);
});

test('no generics and no feature that other languages lack', () => {
  expect(jsii.usedFeatures ?? []).toEqual([]);
});

test('each class has a public member besides its factories, or it would be empty in Go', () => {
  const empty = types.filter(type => type.kind === 'class' && type.base === undefined)
    .filter(type => type.methods?.some((m: any) => m.static && m.returns?.type.fqn === type.fqn))
    .filter(type => ![...type.methods ?? [], ...type.properties ?? []].some((m: any) => !m.static));
  expect(empty.map(type => type.name)).toEqual([]);
});

test('imports are not exported, and every public type and member has a docstring', () => {
  expect(types.map(type => type.name).filter(name => /^(HttpRoute|GrpcRoute|BackendTrafficPolicy)/.test(name))).toEqual([]);
  const bare = types.flatMap(type => [
    ...type.docs?.summary ? [] : [type.name],
    ...[...type.properties ?? [], ...type.methods ?? [], ...type.members ?? []].filter((m: any) => !m.docs?.summary && !m.overrides).map((m: any) => `${type.name}.${m.name}`),
  ]);
  expect(bare).toEqual([]);
});
