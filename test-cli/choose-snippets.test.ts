import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as cdk8s from 'cdk8s';
import * as traffic from 'cdk8s-traffic';
import * as ts from 'typescript';
import { ROOT } from './support/build';
import { choose } from './support/run';

const CASES = [
  '--gradual', '--gradual --tiers', '--instant-switch', '--instant-switch --specific-users',
  '--specific-users', '--specific-users --tiers', '--tiers',
];
const snippets = new Map<string, string>();
beforeAll(() => CASES.forEach(flags => snippets.set(flags, choose(flags).snippet)));

test.each(CASES)('the code for %s gives manifests', flags => {
  const compilerOptions = { module: ts.ModuleKind.CommonJS };
  const code = ts.transpileModule(snippets.get(flags)!, { compilerOptions }).outputText;
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-choose-'));
  const before = process.env.CDK8S_OUTDIR;
  process.env.CDK8S_OUTDIR = folder;
  try {
    const load = (name: 'cdk8s' | 'cdk8s-traffic') => ({ cdk8s, 'cdk8s-traffic': traffic })[name];
    new Function('require', 'exports', code)(load, {});
    expect(readdirSync(folder)).toHaveLength(1);
  } finally {
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(folder, { recursive: true });
  }
});

/** One program for all of them: checking the library's types is what takes the time. */
test('the code compiles as strictly as the library, with nothing unused', () => {
  const read = ts.readConfigFile(join(ROOT, 'tsconfig.json'), path => ts.sys.readFile(path));
  const config = read.config as object;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  const files = new Map(CASES.map((flags, index) => [join(ROOT, `snippet-${index}.ts`), snippets.get(flags)!]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = path => files.has(path) || fileExists(path);
  host.readFile = path => files.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version);
  };
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true }, host);
  const messages = [...files.keys()].flatMap(path => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
  expect(messages).toEqual([]);
}, 60_000);
