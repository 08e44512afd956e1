// Steady requests over connections that are kept, and what became of each.
import { Agent, request } from 'node:http';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends requests until it is stopped; counts answers and failures, which a mark separates. */
export class Traffic {
  constructor(port, path, grpc, { workers = 8, pause = 4 } = {}) {
    this.pause = pause;
    this.port = port;
    this.path = path;
    this.answers = {};
    this.failures = {};
    this.sent = 0;
    this.on = true;
    this.agent = new Agent({ keepAlive: true, maxSockets: workers });
    const works = grpc
      ? Array.from({ length: workers }, () => this.work(() => this.grpcStream()))
      : [...Array.from({ length: workers }, () => this.work(() => this.one())), this.work(() => this.webSocket()), this.work(() => this.webSocket())];
    this.done = Promise.all(works);
  }

  /** Counts since the last mark. */
  mark() {
    const seen = { sent: this.sent, failures: this.failures, answers: this.answers };
    Object.assign(this, { sent: 0, failures: {}, answers: {} });
    return seen;
  }

  async stop() {
    this.on = false;
    await this.done;
    this.agent.destroy();
    this.session?.destroy();
  }

  async work(body) {
    while (this.on) {
      const { kind, name } = await body();
      this.sent++;
      this[kind][name] = (this[kind][name] ?? 0) + 1;
      if (this.pause > 0) await sleep(this.pause);
    }
  }

  one() {
    return new Promise((done) => {
      // Half of them are of an audience that may be pinned.
      const premium = this.sent % 2 === 0;
      const headers = premium ? { 'x-tier': 'premium' } : {};
      const call = request({ host: '127.0.0.1', port: this.port, path: this.path, agent: this.agent, headers, timeout: 5000 }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => done(
          response.statusCode === 200 ? { kind: 'answers', name: text } : { kind: 'failures', name: `status ${response.statusCode}${premium ? ' of the audience' : ''}` }));
      });
      call.on('timeout', () => call.destroy(new Error('no answer'))).on('error', (error) => done({ kind: 'failures', name: error.code ?? error.message }));
      call.end();
    });
  }

  /** A WebSocket that stays open: each message must come back, and its end must be said. Gives what became of it when it ends. */
  webSocket() {
    return new Promise((done) => {
      const call = request({ host: '127.0.0.1', port: this.port, path: this.path, headers: { connection: 'Upgrade', upgrade: 'websocket' }, timeout: 5000 });
      const failed = (name) => done({ kind: 'failures', name: `WebSocket ${name}` });
      call.on('error', (error) => failed(error.code ?? error.message)).on('timeout', () => call.destroy(new Error('no answer')));
      call.on('response', (response) => {
        response.resume();
        failed(`status ${response.statusCode}`);
      });
      call.on('upgrade', (_, socket) => {
        let [last, waiting] = ['', 0];
        // After the word of farewell the other side may close while we still write.
        const ended = (how) => {
          clearInterval(timer);
          if (last.endsWith('bye') || !this.on) done({ kind: 'answers', name: 'WebSocket ended in order' });
          else failed(how);
        };
        const timer = setInterval(() => {
          if (!this.on) socket.end();
          else if (++waiting > 60) socket.destroy(new Error('no echo'));
          else socket.write('x');
        }, 50);
        socket.setTimeout(0);
        socket.on('data', (part) => {
          last = part.toString();
          waiting = 0;
        }).on('error', (error) => ended(error.code ?? error.message)).on('close', () => ended('ended without a word'));
      });
      call.end();
    });
  }

  /** A stream of gRPC with ten messages; each must come back, and the status must be OK. */
  grpcStream() {
    if (this.session === undefined || this.session.closed || this.session.destroyed) {
      this.session = connect(`http://127.0.0.1:${this.port}`);
      this.session.on('error', () => undefined);
    }
    return new Promise((done) => {
      const stream = this.session.request({ ':method': 'POST', ':path': this.path, ':authority': 'shop', 'content-type': 'application/grpc', 'te': 'trailers' });
      let [headers, trailers, left] = [{}, {}, 10];
      const timer = setInterval(() => {
        if (left-- > 0 && !stream.writableEnded) stream.write(Buffer.from([0, 0, 0, 0, 0]));
        else stream.end();
      }, 30);
      stream.setTimeout(5000, () => stream.destroy(new Error('no answer')));
      stream.on('response', (received) => { headers = received; }).on('trailers', (received) => { trailers = received; }).on('error', () => undefined).resume();
      stream.on('close', () => {
        clearInterval(timer);
        const status = trailers['grpc-status'] ?? headers['grpc-status'];
        done(status === '0' ? { kind: 'answers', name: String(headers['x-version']) } : { kind: 'failures', name: `gRPC status ${status ?? `none, HTTP ${headers[':status']}`}` });
      });
    });
  }
}
