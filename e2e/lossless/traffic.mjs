// Steady requests over connections that are kept, and what became of each.
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Sends requests until it is stopped; counts answers and failures, which a mark separates. */
export class Traffic {
  constructor(port, path, workers = 8) {
    this.port = port;
    this.path = path;
    this.answers = {};
    this.failures = {};
    this.sent = 0;
    this.on = true;
    this.agent = new Agent({ keepAlive: true, maxSockets: workers });
    this.done = Promise.all(Array.from({ length: workers }, () => this.work()));
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
  }

  async work() {
    while (this.on) {
      const { kind, name } = await this.one();
      this.sent++;
      this[kind][name] = (this[kind][name] ?? 0) + 1;
      await sleep(4);
    }
  }

  one() {
    return new Promise((done) => {
      const call = request({ host: '127.0.0.1', port: this.port, path: this.path, agent: this.agent, timeout: 5000 }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => done(
          response.statusCode === 200 ? { kind: 'answers', name: text } : { kind: 'failures', name: `status ${response.statusCode}` }));
      });
      call.on('timeout', () => call.destroy(new Error('no answer'))).on('error', (error) => done({ kind: 'failures', name: error.code ?? error.message }));
      call.end();
    });
  }
}
