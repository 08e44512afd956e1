import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { UsageError } from '../exit.js';
import { EnvoyLog } from './log.js';
import { CLASS, translate, type Ports, type PreviewListener, type PreviewService, type Translated } from './translate.js';

/** How Envoy Gateway is started. */
export interface RunnerOptions {
  /** Folder with the programs envoy and envoy-gateway. */
  readonly bin: string;
  /** The version that envoy-gateway takes the program envoy for. */
  readonly envoyVersion?: string;
  /** Worker threads of Envoy. */
  readonly concurrency?: number;
}

/** The version of Envoy that is installed. */
export const ENVOY_VERSION = '1.40.0';

/** Ports that Envoy Gateway has in its code. */
const FIXED_PORTS = [8081, 18000, 18001, 18002, 19000, 19001, 19003];

/** How the folder of a preview begins; then comes the number of its process. */
const HOME_PREFIX = 'cdk8s-traffic-preview-';

/** How long one set of manifests may take until Envoy has it, in milliseconds: each document takes a tenth of a second. */
const PATIENCE = 60_000;

/** Envoy Gateway and its Envoy on this machine, without a cluster. */
export class GatewayRunner {
  /**
   * Starts Envoy Gateway. Nothing listens for requests before the first `apply`.
   *
   * @throws UsageError where a port is taken, or a program does not start
   */
  public static async start({ bin, envoyVersion = ENVOY_VERSION, concurrency = 1 }: RunnerOptions): Promise<GatewayRunner> {
    const taken = await takenPorts(FIXED_PORTS);
    if (taken.length > 0) {
      throw new UsageError(`port ${taken.join(', ')} is in use, and Envoy Gateway needs it; another preview may be running: end it, or what else listens there`);
    }
    removeLeftOvers(tmpdir());
    const home = mkdtempSync(join(tmpdir(), `${HOME_PREFIX}${process.pid}-`));
    try {
      return new GatewayRunner(home, bin, envoyVersion, concurrency, await freePort());
    } catch (error) {
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  private readonly child: ChildProcess;
  private readonly log = new EnvoyLog();
  private readonly resources: string;
  private readonly taken = new Map<string, number>();
  private revision = 0;
  private current: Translated = { objects: [], listeners: [], services: [], notes: [] };
  private ended?: string;

  private constructor(
    private readonly home: string, bin: string, private readonly envoyVersion: string, private readonly concurrency: number, private readonly markerPort: number,
  ) {
    this.resources = join(home, 'resources');
    const config = prepare(home, resolve(bin), envoyVersion, this.resources);
    const env = { ...process.env, HOME: home };
    const program = join(resolve(bin), 'envoy-gateway');
    const certs = spawnSync(program, ['certgen', '--local', '--config-home', join(home, 'config')], { env, encoding: 'utf8' });
    if (certs.status !== 0) throw new UsageError(`${program} certgen failed: ${certs.error?.message ?? certs.stderr.trim().split('\n').at(-1)}`);
    this.child = spawnTied(program, ['server', '--config-path', config], env);
    this.child.stdout!.on('data', (part: Buffer) => this.log.add(part));
    this.child.stderr!.on('data', (part: Buffer) => this.log.add(part));
    this.child.on('error', error => { this.ended = error.message; });
    this.child.on('exit', (code, signal) => { this.ended = `it ended (${signal ?? code})`; });
  }

  /** The listeners of the manifests applied last, with the ports at which they listen. */
  public get listeners(): readonly PreviewListener[] {
    return this.current.listeners;
  }

  /** What is otherwise than in a cluster. */
  public get notes(): readonly string[] {
    return this.current.notes;
  }

  /** The last status of each object, by 'Kind namespace/name'. */
  public get statuses(): ReadonlyMap<string, any> {
    return this.log.statuses;
  }

  /** Every error that was logged. */
  public get errors(): readonly string[] {
    return this.log.errors;
  }

  /**
   * Makes manifests those that Envoy serves, and waits until it does.
   *
   * @param backend ports on loopback of a Service's endpoints
   * @throws UsageError where Envoy Gateway refuses them, with what it says
   */
  public async apply(manifests: readonly any[], backend: (service: PreviewService) => readonly number[]): Promise<void> {
    await this.reservePorts(manifests);
    const ports: Ports = { listener: key => this.taken.get(key)!, backend };
    const next = translate(manifests, ports, this.envoyVersion, this.concurrency);
    // Its store merges a new object into the old one, so that a field which is gone stays: the object goes first.
    const shrunk = new Set(next.objects.filter(object => {
      const before = this.current.objects.find(old => identity(old) === identity(object));
      return before !== undefined && lostField(before, object);
    }).map(identity));
    if (shrunk.size > 0) await this.write(next.objects.filter(object => !shrunk.has(identity(object))));
    await this.write(next.objects);
    this.current = next;
    // A new listener may come a moment after the routes.
    for (const { port } of next.listeners) await this.accepts(port);
  }

  /** Ends Envoy Gateway and Envoy, and removes their folder. */
  public async stop(): Promise<void> {
    if (this.ended === undefined) {
      const gone = new Promise(done => this.child.once('exit', done));
      this.child.kill('SIGTERM');
      const killer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(killer);
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 3 });
  }

  private async accepts(port: number): Promise<void> {
    const until = performance.now() + PATIENCE;
    while (!await connects(port)) {
      if (performance.now() > until || this.ended !== undefined) throw new UsageError(`Envoy does not listen on port ${port}: ${this.errors.at(-1) ?? 'no error was logged'}`);
      await sleep(20);
    }
  }

  /** Ports are asked of the system before translation, which is pure. */
  private async reservePorts(manifests: readonly any[]): Promise<void> {
    const keys: string[] = [];
    translate(manifests, { listener: key => keys.push(key), backend: () => [] }, this.envoyVersion);
    for (const key of keys) if (!this.taken.has(key)) this.taken.set(key, await freePort());
  }

  private async write(objects: readonly any[]): Promise<void> {
    const revision = ++this.revision;
    const mark = this.log.errors.length;
    const text = [...objects, ...marker(this.markerPort, revision)].map(object => JSON.stringify(object)).join('\n---\n');
    // A hidden name first: the watcher would read half a file.
    const hidden = join(this.resources, '.all.yaml');
    writeFileSync(hidden, `${text}\n`);
    renameSync(hidden, join(this.resources, 'all.yaml'));
    const until = performance.now() + PATIENCE + objects.length * 500;
    while (performance.now() < until) {
      if (this.ended !== undefined) throw new UsageError(`Envoy Gateway cannot go on: ${this.ended}\n${this.log.errors.slice(mark).join('\n')}`);
      if (await answers(`http://127.0.0.1:${this.markerPort}/revision/${revision}`)) return;
      const refused = this.log.errors.slice(mark).find(error => /reload resources/.test(error));
      if (refused !== undefined) throw new UsageError(`Envoy Gateway refuses the manifests: ${refused}`);
      await sleep(20);
    }
    throw new UsageError(`Envoy did not take the manifests in time: ${this.log.errors.slice(mark).join('\n') || 'no error was logged'}`);
  }
}

/** A Gateway of our own whose route answers 302 for the revision: once it does, Envoy has all that was written with it. */
function marker(port: number, revision: number): any[] {
  const metadata = { name: 'preview-marker', namespace: 'default' };
  return [
    {
      apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', metadata,
      spec: { gatewayClassName: CLASS, listeners: [{ name: 'marker', protocol: 'HTTP', port }] },
    },
    {
      apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata,
      spec: {
        parentRefs: [{ name: 'preview-marker' }],
        rules: [{
          matches: [{ path: { type: 'Exact', value: `/revision/${revision}` } }],
          filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'example.com', statusCode: 302 } }],
        }],
      },
    },
  ];
}

/** Folders of previews that were killed: whoever is killed removes nothing. */
export function removeLeftOvers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(HOME_PREFIX) ? /^(\d+)-/.exec(name.slice(HOME_PREFIX.length))?.[1] : undefined;
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {
      // Somebody else's: it is theirs to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function prepare(home: string, bin: string, envoyVersion: string, resources: string): string {
  const folder = (name: string) => join(home, name);
  for (const name of ['config', 'data', 'state', 'run']) mkdirSync(folder(name), { recursive: true });
  mkdirSync(resources);
  // A folder of this name is taken for a download of that version.
  const version = join(folder('data'), 'envoy-versions', envoyVersion, 'bin');
  mkdirSync(version, { recursive: true });
  symlinkSync(join(bin, 'envoy'), join(version, 'envoy'));
  const config = folder('envoy-gateway.yaml');
  writeFileSync(config, JSON.stringify({
    apiVersion: 'gateway.envoyproxy.io/v1alpha1', kind: 'EnvoyGateway',
    gateway: { controllerName: 'gateway.envoyproxy.io/gatewayclass-controller' },
    provider: {
      type: 'Custom',
      custom: {
        resource: { type: 'File', file: { paths: [resources] } },
        infrastructure: {
          type: 'Host', host: { configHome: folder('config'), dataHome: folder('data'), stateHome: folder('state'), runtimeDir: folder('run') },
        },
      },
    },
    admin: { address: { host: '127.0.0.1', port: 19000 } },
    logging: { level: { default: 'info' }, encoder: 'JSON' },
    extensionApis: { enableBackend: true },
  }));
  return config;
}

/** Starts a program that ends with this process, however that ends, where the system can do so. */
function spawnTied(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const setpriv = spawnSync('setpriv', ['--help'], { encoding: 'utf8' }).stdout ?? '';
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  return setpriv.includes('--pdeathsig')
    ? spawn('setpriv', ['--pdeathsig', 'SIGTERM', program, ...args], { env, stdio: [...stdio] })
    : spawn(program, args, { env, stdio: [...stdio] });
}

function identity({ kind, metadata }: any): string {
  return `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Whether an object had a field, outside of lists, that it has no longer. */
function lostField(before: any, after: any): boolean {
  if (typeof before !== 'object' || before === null || Array.isArray(before)) return false;
  if (typeof after !== 'object' || after === null || Array.isArray(after)) return true;
  return Object.keys(before).some(name => !(name in after) || lostField(before[name], after[name]));
}

async function answers(url: string): Promise<boolean> {
  try {
    const { status } = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2000) });
    return status === 302;
  } catch {
    return false;
  }
}

function connects(port: number): Promise<boolean> {
  return new Promise(done => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    }).once('error', () => done(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '0.0.0.0', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

async function takenPorts(ports: readonly number[]): Promise<number[]> {
  const free = await Promise.all(ports.map(port => new Promise<boolean>(done => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '0.0.0.0', () => server.close(() => done(true)));
  })));
  return ports.filter((_, index) => !free[index]);
}

