import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasTool, ofProgram } from './support/program';
import { inFolder } from './support/shop';

interface Values { readonly kind: string; readonly words?: string[] }
interface Shape {
  readonly options: { readonly flags: string[] }[];
  readonly commands: {
    readonly name: string;
    readonly options: { readonly flags: string[]; readonly values?: Values; readonly variadic: boolean }[];
    readonly operands: { readonly name: string; readonly values: Values; readonly variadic: boolean }[];
  }[];
}

const { shape, bash, zsh, fish, catalogue, registered } = ofProgram<{
  shape: Shape; bash: string; zsh: string; fish: string; catalogue: string[]; registered: { name: string; options: string[] }[];
}>(`{
  shape, bash: bashScript(EXTRA), zsh: zshScript(EXTRA), fish: fishScript(EXTRA),
  catalogue: shape.commands.find(({ name }) => name === 'explain').operands[0].values.words,
  registered: program.commands.map(command => ({ name: command.name(), options: command.options.flatMap(({ short, long }) => [short, long].filter(Boolean)) })),
}`.replace(/EXTRA/g, `{ ...shape, commands: [...shape.commands.filter(({ name }) => name !== 'move'), {
  // Names of apps and stages, whichever commands take them today.
  name: 'move', summary: "it's [a] move: $(id)", operands: [{ name: 'app', values: { kind: 'apps' }, variadic: false }, { name: 'manifests', values: { kind: 'files' }, variadic: true }],
  options: [{ flags: ['-f', '--file'], description: 'stage file', values: { kind: 'files' }, variadic: false },
    { flags: ['--to'], description: 'stage', values: { kind: 'words', words: ['full', 'weight-5'] }, variadic: false }],
}] }`));

const STAGE_FILE = `# apps
task-api:
  stage: weight-5
"shop/ab":
  stage: x
'cart': {}
$(touch owned): {}
\`touch owned\`: {}
{evil}: 1
`;
const FILES = { 'traffic.yaml': STAGE_FILE, 'other.yaml': 'billing:\n  stage: full\n', 'a b.yaml': '' };

test('the shape holds every command and option that there is', () => {
  for (const { name, options } of registered) {
    const command = shape.commands.find(candidate => candidate.name === name)!;
    expect([name, command.options.flatMap(({ flags }) => flags)]).toEqual([name, expect.arrayContaining(options)]);
  }
});

test('values are known where the program knows them', () => {
  const check = shape.commands.find(({ name }) => name === 'check')!;
  const of = (flag: string) => check.options.find(({ flags }) => flags.includes(flag))!;
  expect(of('--channel').values).toEqual({ kind: 'words', words: ['standard', 'experimental'] });
  expect(of('--format').values!.words).toContain('sarif');
  expect([of('--crds').values, of('--crds').variadic]).toEqual([{ kind: 'files' }, true]);
  expect(of('--strict').values).toBeUndefined();
  expect(check.operands).toEqual([{ name: 'manifests', values: { kind: 'files' }, variadic: true }]);
  expect(catalogue).toContain('route/shadowed');
});

/** What a shell is asked: the words before the cursor, and what it must and must not offer. */
const CASES: [what: string, line: string, expected: string[], not: string[]][] = [
  ['commands', 'ch', ['check', 'choose'], ['route']],
  ['all commands', '', ['check', 'route', 'explain', 'completion', 'help'], ['--version']],
  ['options of the program', '--v', ['--version'], ['--strict']],
  ['options of a command', 'check --c', ['--crds', '--channel', '--complete', '--config'], ['--format', '--classes']],
  ['values of an option', 'check --channel ', ['standard', 'experimental'], ['traffic.yaml']],
  ['values after a boolean option', 'check --strict --format s', ['sarif'], ['json']],
  ['rules', 'explain route/sh', ['route/shadowed'], ['route/zero-weights']],
  ['shells', 'completion ', ['bash', 'zsh', 'fish'], ['traffic.yaml']],
  ['commands to be helped', 'help exp', ['explain'], ['check']],
  ['files as manifests', 'check ', ['traffic.yaml', 'other.yaml'], ['check', '--strict']],
  ['more manifests', 'check other.yaml tr', ['traffic.yaml'], ['other.yaml']],
  ['files of an option', 'check other.yaml --config tr', ['traffic.yaml'], ['other.yaml']],
  ['several files of an option', 'check other.yaml --crds other.yaml tr', ['traffic.yaml'], ['other.yaml']],
  ['apps of traffic.yaml', 'move ', ['task-api', 'shop/ab', 'cart'], ['billing', 'stage', 'traffic.yaml', 'evil', '$(touch owned)']],
  ['apps of --file', 'move --file other.yaml ', ['billing'], ['task-api']],
  ['stages', 'move task-api --to ', ['full', 'weight-5'], ['task-api']],
  ['manifests after the app', 'move task-api oth', ['other.yaml'], ['task-api']],
];

describe('bash', () => {
  test.each(CASES)('completes %s', (_what, line, expected, not) => {
    complete(completeByBash, line, expected, not);
  });

  test('completes the value after an =, of which bash makes a word of its own', () => {
    inFolder(FILES, folder => {
      expect(completeByBash(folder, ['check', '--format', '=', 'js'])).toEqual(['json']);
      expect(completeByBash(folder, ['check', '--channel', '='])).toEqual(['standard', 'experimental']);
      expect(completeByBash(folder, ['check', '--format', '=', 'json', 'oth'])).toEqual(['other.yaml']);
    });
  });

  test('keeps a name with a space whole', () => {
    inFolder(FILES, folder => expect(completeByBash(folder, ['check', 'a'])).toEqual(['a b.yaml']));
  });

  test('is a script without a fault that ShellCheck knows', () => {
    if (!hasTool('shellcheck')) return skipped('shellcheck');
    const { stdout } = spawnSync('shellcheck', ['-s', 'bash', '-'], { input: bash, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});

describe('zsh', () => {
  test.each(CASES)('completes %s', (_what, line, expected, not) => {
    if (!hasTool('zsh')) return skipped('zsh');
    complete(completeByZsh, line, expected, not);
  }, 30_000);
});

describe('fish', () => {
  test.each(CASES)('completes %s', (_what, line, expected, not) => {
    if (!hasTool('fish')) return skipped('fish');
    complete(completeByFish, line, expected, not);
  }, 30_000);
});

type Shell = (folder: string, words: string[]) => string[];

function complete(shell: Shell, line: string, expected: string[], not: string[]): void {
  inFolder(FILES, folder => {
    const offered = shell(folder, line.split(' '));
    expect(offered).toEqual(expect.arrayContaining(expected));
    expect(offered.filter(word => not.includes(word))).toEqual([]);
    // Nothing in a stage file is run.
    expect(() => readFileSync(join(folder, 'owned'))).toThrow('ENOENT');
  });
}

function skipped(tool: string): void {
  console.warn(`${tool} is not installed, so its completion is not tried (apt-get install ${tool})`);
}

function completeByBash(folder: string, words: string[]): string[] {
  return output('bash', ['--norc', '-c', `${bash}
COMP_WORDS=(cdk8s-traffic "$@"); COMP_CWORD=$#
_cdk8s_traffic
printf '%s\\n' "\${COMPREPLY[@]}"`, 'bash', ...words], folder);
}

function completeByFish(folder: string, words: string[]): string[] {
  // fish adds the description after a tab.
  return output('fish', ['--no-config', '-c', 'source $argv[1]; cd $argv[2]; complete -C "$argv[3]"', script(folder, 'fish', fish), folder,
    `cdk8s-traffic ${words.join(' ')}`], folder).map(line => line.split('\t')[0]);
}

/** zsh completes only in an interactive shell: one on a terminal of its own, whose compadd tells what it is given. */
function completeByZsh(folder: string, words: string[]): string[] {
  const inner = script(folder, 'inner', `PS1=; cd ${folder}; autoload -U compinit; compinit -D -u
source ${script(folder, 'zsh', zsh)}
compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-[OAD]* ]]; then builtin compadd "$@"; return; fi
  local -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >> ${folder}/.hits
  builtin compadd "$@"
}
told() { _main_complete "$@"; print end >> ${folder}/.hits }
zle -C told complete-word told; bindkey '^T' told
`);
  return output('zsh', ['-f', '-c', `zmodload zsh/zpty; zpty z zsh -f -i
zpty -w z "source $1"; zpty -w z "print ready > ${folder}/.ready"
for i in {1..400}; do [[ -f ${folder}/.ready ]] && break; sleep 0.05; done
zpty -w -n z "$2"$'\\x14'
for i in {1..400}; do grep -qx end ${folder}/.hits 2>/dev/null && break; sleep 0.05; done
cat ${folder}/.hits; zpty -d z`, 'zsh', inner, `cdk8s-traffic ${words.join(' ')}`], folder).filter(line => line !== 'end');
}

function script(folder: string, name: string, text: string): string {
  const path = join(folder, `.${name}-script`);
  writeFileSync(path, text);
  return path;
}

function output(program: string, args: string[], cwd: string): string[] {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', env: { ...process.env, HOME: cwd, TERM: 'xterm' } });
  if (error !== undefined) throw error;
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean).map(word => word.trim());
}
