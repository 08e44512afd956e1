import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildCli, ROOT } from '../support/build';
import { loadCli } from '../support/load';
import { plainEnv } from '../support/run';
import { inPlace, plainGit } from '../support/stages';

interface File { readonly path: string; readonly real: string; readonly text: string; readonly mode: number }

const { readStageFile } = loadCli<{ readStageFile: (path: string) => File }>('stages/stage-file');
const { writeStageFile } = loadCli<{ writeStageFile: (file: File, text: string) => void }>('stages/atomic-write');

const OLD = '# where we are\ntask-api:\n  stage: deployed\n  stable: task-api:v1\n  canary: task-api:v2\n';
const NEW = OLD.replace('deployed', 'weight-5\n  peak: 5');
const LIB = (path: string) => JSON.stringify(pathToFileURL(join(ROOT, 'cli/lib', path)).href);

plainGit();

test('the permissions stay, and a symbolic link stays one', () => inPlace({ 'real/traffic.yaml': OLD }, async ({ folder, read }) => {
  chmodSync(join(folder, 'real/traffic.yaml'), 0o640);
  symlinkSync('real/traffic.yaml', join(folder, 'traffic.yaml'));
  const file = readStageFile(join(folder, 'traffic.yaml'));
  expect(file.real).toBe(join(folder, 'real/traffic.yaml'));
  writeStageFile(file, NEW);
  expect(read('real/traffic.yaml')).toBe(NEW);
  expect(lstatSync(join(folder, 'traffic.yaml')).isSymbolicLink()).toBe(true);
  expect(statSync(join(folder, 'real/traffic.yaml')).mode & 0o777).toBe(0o640);
  expect(readdirSync(join(folder, 'real'))).toEqual(['traffic.yaml']);
}));

test('a file that somebody else changed meanwhile is left alone', () => inPlace({ 'traffic.yaml': OLD }, async ({ folder, read }) => {
  const file = readStageFile(join(folder, 'traffic.yaml'));
  writeFileSync(join(folder, 'traffic.yaml'), `${OLD}# mine\n`);
  expect(() => writeStageFile(file, NEW)).toThrow('was changed by somebody else meanwhile; nothing was written');
  expect(read()).toBe(`${OLD}# mine\n`);
  expect(readdirSync(folder)).toEqual(['traffic.yaml']);
}));

test('what a killed run left behind goes; of one that runs it stays', () => inPlace({ 'traffic.yaml': OLD }, async ({ folder }) => {
  const ended = spawnSync(process.execPath, ['-e', '']).pid;
  for (const pid of [String(ended), String(process.ppid), 'x']) writeFileSync(join(folder, `.traffic.yaml.cdk8s-traffic-${pid}`), 'part');
  writeStageFile(readStageFile(join(folder, 'traffic.yaml')), NEW);
  expect(readdirSync(folder).sort()).toEqual([`.traffic.yaml.cdk8s-traffic-${process.ppid}`, '.traffic.yaml.cdk8s-traffic-x',
    'traffic.yaml']);
}));

describe('killed', () => {
  beforeAll(() => buildCli(), 180_000);

  // Dies before the nth call to the file system that writing makes; within a write, after its first byte.
  const DIES = `
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    let left = Infinity;
    for (const call of ['open', 'write', 'fchmod', 'fsync', 'close', 'rename', 'readdir', 'readFile', 'rm']) {
      const name = call + 'Sync';
      const real = fs[name];
      fs[name] = (...args) => {
        if (--left === 0) {
          if (name === 'writeSync') real(args[0], args[1], 0, 1);
          process.kill(process.pid, 'SIGKILL');
        }
        return real(...args);
      };
    }
    syncBuiltinESMExports();
    const { readStageFile } = await import(${LIB('stages/stage-file.js')});
    const { writeStageFile } = await import(${LIB('stages/atomic-write.js')});
    const file = readStageFile('traffic.yaml');
    left = Number(process.env.DIES_AT);
    writeStageFile(file, process.env.NEW);
  `;

  test('before every call to the file system: the old file or the new one', () => inPlace({ 'traffic.yaml': OLD }, async place => {
    const after: string[] = [];
    for (let at = 1; at < 50; at++) {
      place.write(OLD);
      const { signal, status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', DIES], {
        cwd: place.folder, encoding: 'utf8', env: plainEnv({ DIES_AT: String(at), NEW }),
      });
      expect([OLD, NEW]).toContain(place.read());
      after.push(place.read() === OLD ? 'old' : 'new');
      if (signal === null) {
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        break;
      }
    }
    expect(after.length).toBeGreaterThan(8);
    expect(after.at(-1)).toBe('new');
    // Once it is the new one, it stays so; and the last run has cleaned up behind the others.
    expect(after.join(' ')).toMatch(/^(old )+(new ?)+$/);
    expect(readdirSync(place.folder)).toEqual(['traffic.yaml']);
  }), 120_000);

  // The command line as a process, whether or not the registry lists the command yet.
  const ADVANCE = `
    import { advance } from ${LIB('commands/advance.js')};
    import { buildProgram } from ${LIB('program.js')};
    import { Console } from ${LIB('console.js')};
    const console = new Console(process.stdout, process.stderr, process.env);
    const program = buildProgram([advance], '0.0.0', { console, terminal: {}, env: process.env }, () => undefined);
    await program.parseAsync(['advance'], { from: 'user' });
  `;

  test('at forty moments of advance: the old file or the new one', () => inPlace({ 'traffic.yaml': OLD }, async place => {
    const run = (kill?: number) => new Promise<number>(done => {
      const begun = performance.now();
      const child = spawn(process.execPath, ['--input-type=module', '-e', ADVANCE], { cwd: place.folder, env: plainEnv(),
        stdio: 'ignore' });
      const timer = kill === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), kill);
      child.on('close', () => {
        clearTimeout(timer);
        done(performance.now() - begun);
      });
    });
    const whole = await run();
    expect(place.read()).toBe(NEW);
    for (let at = 0; at < 40; at++) {
      place.write(OLD);
      // The second half of the run, where it writes, closer than the first.
      await run(whole * Math.sqrt((at + 1) / 40));
      expect([OLD, NEW]).toContain(place.read());
    }
  }), 120_000);
});
