import { App } from 'cdk8s';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { forgetWarnings } from '../../src/warnings';
import { Block, blocksOf, pages, placeOf, withTexts } from './blocks';

/**
 * What the pages show is what the library does. A page is read from top to bottom, every block stands in a folder of the page's:
 * - a `ts` block compiles as it stands, alone, and runs without an error;
 * - a `ts` block marked `fails` is refused, with the message of the block marked `error` that follows;
 * - a block marked `file: NAME` is written into the folder before the blocks that follow it run;
 * - a `yaml` block marked `yaml: Kind/name ...` holds just those objects, byte for byte, of what the last `ts` block made;
 * - a `yaml` block marked `by hand` is valid YAML.
 * `DOCS_UPDATE=1 npx jest test/docs` writes the objects into the pages.
 */
const UPDATE = process.env.DOCS_UPDATE === '1';
const ROOT = path.resolve(__dirname, '..', '..');
const ALL = pages().flatMap(blocksOf);
const CODE = ALL.filter(({ language }) => language === 'ts');

test('there is code to check', () => {
  expect(CODE.length).toBeGreaterThan(10);
  expect(ALL.filter(({ mark }) => mark?.startsWith('yaml:')).length).toBeGreaterThan(10);
});

test('every ts block compiles', () => {
  expect(problems(CODE)).toEqual([]);
}, 120_000);

test('a block that does not compile is told by page and line', () => {
  const wrong = { page: 'docs/x.md', line: 7, language: 'ts', text: "import { Version } from 'cdk8s-traffic';\nVersion.deploy({ imge: 'a:1' });\n" };
  expect(problems([wrong])).toEqual([expect.stringMatching(/^docs\/x\.md:8: .*imge/)]);
}, 120_000);

test.each(ALL.filter(({ language }) => language === 'yaml').map(block => [placeOf(block), block] as const))('%s is YAML of a stated origin', (_place, block) => {
  expect(parseAllDocuments(block.text).flatMap(({ errors }) => errors)).toEqual([]);
  expect(block.mark ?? 'no mark').toMatch(/^(yaml: \S+|file: \S+|by hand$)/);
});

describe.each(pages().filter(page => CODE.some(block => block.page === page)))('%s', page => {
  let folder: string;
  const home = process.cwd();

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'docs-'));
    process.chdir(folder);
    forgetWarnings();
    delete process.env.CDK8S_TRAFFIC_STAGE;
    jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  });

  afterEach(() => {
    process.chdir(home);
    fs.rmSync(folder, { recursive: true });
    jest.restoreAllMocks();
  });

  test('every ts block runs, and makes the YAML beside it', () => {
    const texts = new Map<number, string>();
    let objects: string[] = [];
    let refusal = '';
    for (const block of ALL.filter(candidate => candidate.page === page)) {
      const [, what, rest] = /^(\w+): (.*)$/.exec(block.mark ?? '') ?? [];
      if (what === 'file') write(rest, block.text);
      if (block.mark === 'fails') refusal = refusalOf(block);
      else if (block.language === 'ts') objects = run(block);
      if (block.mark === 'error') expect(refusal).toContain(block.text.trim());
      if (what === 'yaml') texts.set(block.line, rest.split(' ').map(name => pick(block, objects, name)).join('---\n'));
    }
    if (UPDATE && texts.size > 0) fs.writeFileSync(path.join(ROOT, page), withTexts(path.join(ROOT, page), texts));
    for (const [line, text] of texts) {
      const shown = ALL.find(block => block.page === page && block.line === line)!;
      if (!UPDATE) expect(`${placeOf(shown)}\n${shown.text}`).toBe(`${placeOf(shown)}\n${text}`);
    }
  });
});

/** Type-checks blocks together, each as a file in the place of its page, its lines where the page has them. */
function problems(blocks: Block[]): string[] {
  const config = ts.getParsedCommandLineOfConfigFile(path.join(ROOT, 'tsconfig.json'), { noEmit: true }, {
    ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => { throw new Error(String(messageText)); },
  })!;
  const files = new Map(blocks.map(block => [path.join(ROOT, `${block.page}.${block.line}.ts`), block]));
  const textOf = (name: string) => {
    const block = files.get(path.normalize(name));
    return block && '\n'.repeat(block.line - 1) + block.text;
  };
  const host = ts.createCompilerHost(config.options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = name => textOf(name) !== undefined || fileExists.call(host, name);
  host.readFile = name => textOf(name) ?? readFile.call(host, name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = textOf(name);
    return text === undefined ? getSourceFile.call(host, name, languageVersion, ...rest) : ts.createSourceFile(name, text, languageVersion, true);
  };
  const program = ts.createProgram([...files.keys()], { ...config.options, isolatedModules: false }, host);
  return [...files].flatMap(([name, { page }]) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(diagnostic => {
      const { line } = source.getLineAndCharacterOfPosition(diagnostic.start!);
      return `${page}:${line + 1}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')}`;
    });
  });
}

/** Runs a block; the objects, as text, that its apps would have written. */
function run(block: Block): string[] {
  const made: string[] = [];
  jest.spyOn(App.prototype, 'synth').mockImplementation(function (this: App) {
    made.push(...documents(this.synthYaml()));
  });
  const { outputText } = ts.transpileModule(block.text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true } });
  try {
    // Tests in a block run where they stand: jest allows none within another.
    const now = (_name: string, body: () => void) => body();
    new Function('require', 'exports', 'test', 'it', 'describe', outputText)(require, {}, now, now, now);
  } catch (error) {
    throw new Error(`${placeOf(block)}: ${(error as Error).message}`);
  }
  return made;
}

function refusalOf(block: Block): string {
  try {
    run(block);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`${placeOf(block)}: the block is marked 'fails', but runs`);
}

function pick(block: Block, objects: string[], name: string): string {
  const headers = objects.map(text => ({ text, json: parseAllDocuments(text)[0].toJS() }));
  const found = headers.filter(({ json: { kind, metadata } }) => [`${kind}/${metadata.name}`, `${kind}/${metadata.namespace}/${metadata.name}`].includes(name));
  if (found.length === 1) return found[0].text;
  throw new Error(`${placeOf(block)}: ${found.length} objects ${name}, but there are ${headers.map(({ json }) => `${json.kind}/${json.metadata.namespace}/${json.metadata.name}`).join(', ')}`);
}

function documents(yaml: string): string[] {
  return yaml.split(/^---\n/m).map(text => text.endsWith('\n') ? text : `${text}\n`).filter(text => text.trim() !== '');
}

function write(file: string, text: string): void {
  fs.mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  fs.writeFileSync(file, text);
}
