import { watch, type FSWatcher } from 'node:fs';
import { resolve } from 'node:path';
import type { Context } from '../command.js';
import { visible } from '../escape.js';
import { UsageError } from '../exit.js';
import { readObjects } from '../input/model.js';
import { TrafficModel } from '../library.js';
import { Backends, type Seen } from './backends.js';
import { compareWithEnvoy, type Comparison } from './compare.js';
import { GatewayRunner } from './runner.js';
import { Client } from './send.js';
import { translate } from './translate.js';

/** Manifests on an Envoy of their own, with a stand-in for each Service. */
export class PreviewSession {
  /** @throws UsageError where Envoy Gateway does not start, or refuses the manifests */
  public static async start(bin: string, args: readonly string[], context: Context): Promise<PreviewSession> {
    const objects = await readObjects(args, context);
    const runner = await GatewayRunner.start({ bin });
    const session = new PreviewSession(runner, args, context);
    try {
      await session.apply(objects);
      return session;
    } catch (error) {
      await session.stop();
      throw error;
    }
  }

  private readonly counts = new Map<string, number>();
  private readonly backends = new Backends(seen => this.count(seen));
  private objects: readonly any[] = [];
  private watchers: FSWatcher[] = [];

  private constructor(private readonly runner: GatewayRunner, private readonly args: readonly string[], private readonly context: Context) {}

  /** Addresses to send requests to, with the hosts that they answer for, and what is otherwise than in a cluster. */
  public lines(): string[] {
    const hosts = [...new Set(this.objects.flatMap(({ kind, spec }) => (/^(HTTP|GRPC)Route$/.test(kind) ? spec?.hostnames ?? [] : [])))].filter(host => typeof host === 'string');
    const listeners = this.runner.listeners.map(({ gateway, name, stated, port, hostname }) => (
      `http://127.0.0.1:${port}  Gateway ${gateway}, listener ${name}${stated === undefined ? '' : `, port ${stated}`}${hostname === undefined ? '' : `, host ${hostname}`}`));
    const example = this.runner.listeners[0];
    const host = hosts.length === 0 ? '' : ` -H 'Host: ${hosts[0]}'`;
    return [
      ...listeners,
      ...hosts.length === 0 ? [] : [`hosts of the routes: ${hosts.slice(0, 10).join(', ')}${hosts.length > 10 ? ', …' : ''}`],
      ...example === undefined ? [] : [`try: curl -s http://127.0.0.1:${example.port}/${host}`],
      ...this.runner.notes.map(note => `note: ${note}`),
    ].map(visible);
  }

  /** How many requests each Service got since the last change, in the order of names. */
  public answered(): [string, number][] {
    return [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Sends every class of requests, and compares the answers with what `route` says. */
  public async check(step: (text: string) => void): Promise<Comparison> {
    const client = new Client();
    try {
      const model = TrafficModel.fromManifests([...this.objects], {});
      const requests = model.classes().map(({ request }) => request);
      this.backends.forgetHeard();
      return await compareWithEnvoy({
        model, requests, client, listeners: this.runner.listeners, repeat: 200, heardOf: id => this.backends.heardOf(id), step: done => step(`${done} of ${requests.length} kinds of requests compared`),
      });
    } finally {
      client.close();
    }
  }

  /** Applies the files anew when one of them changes; tells how that went. Standard input and revisions do not change. */
  public watch(told: (error: Error | undefined) => void): void {
    const paths = this.args.filter(argument => argument !== '-' && !argument.startsWith('git:')).map(argument => resolve(argument));
    let timer: NodeJS.Timeout | undefined;
    let running: Promise<void> = Promise.resolve();
    const changed = () => {
      clearTimeout(timer);
      // An editor or synth writes several times.
      timer = setTimeout(() => {
        running = running.then(() => this.reload()).then(() => told(undefined), told);
      }, 300);
    };
    this.watchers = paths.flatMap(path => {
      try {
        return [watch(path, { recursive: true }, changed)];
      } catch {
        return [];
      }
    });
  }

  /** Ends Envoy, the stand-ins and the watching, and removes all that was written. */
  public async stop(): Promise<void> {
    this.watchers.forEach(watcher => watcher.close());
    await this.runner.stop();
    this.backends.stop();
  }

  private async reload(): Promise<void> {
    await this.apply(await readObjects(this.args, this.context));
  }

  private async apply(objects: readonly any[]): Promise<void> {
    const { services, listeners } = translate(objects, { listener: () => 1, backend: () => [] }, '');
    if (listeners.length === 0) throw new UsageError('the manifests have no Gateway with an HTTP listener, and no route that names one: there is nothing to listen for');
    await this.backends.start(services);
    await this.runner.apply(objects, service => this.backends.ports(service));
    this.objects = objects;
    this.counts.clear();
    for (const { key } of services) this.counts.set(key, 0);
  }

  private count({ service }: Seen): void {
    this.counts.set(service, (this.counts.get(service) ?? 0) + 1);
  }
}
