// Pods as servers on loopback that come and go as Kubernetes has it: slow start, readiness, rolling updates, the pause before the end, the end.
import { createServer } from 'node:http';
import { createServer as createServer2 } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long things take here, in milliseconds: shorter than in a cluster, in the same order. */
export const TIMES = { start: 800, preStop: 5000, drain: 300 };

/** One pod: a server that is ready after its start, and serves until the pause before its end is over. */
class Pod {
  constructor(version, preStop, grpc) {
    this.version = version;
    this.preStop = preStop;
    this.ready = false;
    /** What stays open, with how it is ended in order. */
    this.open = new Map();
    this.server = grpc ? this.grpcServer() : this.httpServer();
  }

  httpServer() {
    const server = createServer((request, response) => {
      request.resume();
      response.end(this.version);
    });
    // A WebSocket: what comes is sent back, until the pod says that it goes.
    server.on('upgrade', (request, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
      this.open.set(socket, () => socket.end('bye'));
      socket.on('data', (part) => socket.write(part)).on('error', () => undefined).on('close', () => this.open.delete(socket));
    });
    // Longer than Envoy keeps a connection, or the end of an idle one would look like a fault of the move.
    server.keepAliveTimeout = 600_000;
    return server;
  }

  grpcServer() {
    const server = createServer2();
    this.sessions = new Set();
    server.on('session', (session) => {
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session)).on('error', () => undefined);
    });
    // A stream: each message is sent back; it ends with OK when the client has no more, or the pod goes.
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'x-version': this.version }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' })).on('error', () => undefined).on('close', () => this.open.delete(stream));
      stream.on('data', (part) => stream.writable && stream.write(part)).on('end', () => stream.end());
      this.open.set(stream, () => stream.end());
    });
    return server;
  }

  async begin() {
    await sleep(TIMES.start);
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.port = this.server.address().port;
    this.ready = true;
  }

  /** Out of the endpoints at once; requests that still come are served until the pause is over. */
  async end() {
    this.ready = false;
    await sleep(this.preStop);
    this.server.close();
    this.server.closeIdleConnections?.();
    // Told that it ends, a server takes nothing new and ends what is open in order.
    for (const session of this.sessions ?? []) session.close();
    for (const end of this.open.values()) end();
    await sleep(TIMES.drain);
    this.server.closeAllConnections?.();
    for (const session of this.sessions ?? []) session.destroy();
  }
}

/** Deployments with their pods, and a route; `onEndpoints` is told whenever an endpoint comes or goes. */
export class Cluster {
  constructor(onEndpoints, grpc) {
    this.onEndpoints = onEndpoints;
    this.grpc = grpc;
    this.deployments = new Map();
    this.ending = new Set();
  }

  /** Makes a Deployment what its manifest says: new pods come before old ones go. */
  async deploy(manifest) {
    const { name } = manifest.metadata;
    const { replicas = 1, template, strategy } = manifest.spec;
    const pods = this.deployments.get(name) ?? [];
    this.deployments.set(name, pods);
    const { image, lifecycle } = template.spec.containers[0];
    const preStop = lifecycle?.preStop === undefined ? 0 : TIMES.preStop;
    const recreate = strategy?.type === 'Recreate' && pods.some(({ version }) => version !== image);
    if (recreate) for (const pod of [...pods]) await this.remove(pods, pod);
    const old = pods.filter(({ version }) => version !== image);
    while (pods.filter(({ version }) => version === image).length < replicas) {
      await this.add(pods, image, preStop);
      const leaving = old.shift();
      if (leaving !== undefined) this.remove(pods, leaving);
    }
    for (const pod of old) this.remove(pods, pod);
    for (const pod of pods.filter(({ version }) => version === image).slice(replicas)) this.remove(pods, pod);
  }

  /** Removes a Deployment with its pods. */
  delete(name) {
    for (const pod of this.deployments.get(name) ?? []) this.remove([], pod);
    this.deployments.delete(name);
    this.onEndpoints();
  }

  /** Ports of a Service's ready pods: Services are named as their Deployments. */
  endpoints(name) {
    return (this.deployments.get(name) ?? []).filter(({ ready }) => ready).map(({ port }) => port);
  }

  /** When every pod that ends has ended. */
  async settled() {
    while (this.ending.size > 0) await Promise.all(this.ending);
  }

  async add(pods, image, preStop) {
    const pod = new Pod(image, preStop, this.grpc);
    pods.push(pod);
    await pod.begin();
    await this.onEndpoints();
  }

  async remove(pods, pod) {
    if (pods.includes(pod)) pods.splice(pods.indexOf(pod), 1);
    const end = pod.end();
    this.ending.add(end);
    this.onEndpoints();
    await end;
    this.ending.delete(end);
  }
}
