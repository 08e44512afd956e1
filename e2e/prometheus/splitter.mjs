// Stands in for a gateway: sends each request to one of two ports, the second with the given share.
//   node splitter.mjs PORT STABLE-PORT CANARY-PORT SHARE SEED
import { Agent, createServer, request as ask } from 'node:http';
import random from '../../bench/support/random.cjs';

const [port, stable, canary, share, seed] = process.argv.slice(2).map(Number);
const chance = random.generator(seed);
const agent = new Agent({ keepAlive: true });

createServer((request, response) => {
  const to = chance() < share ? canary : stable;
  const forward = ask({ host: '127.0.0.1', port: to, path: request.url, method: request.method, agent }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  forward.on('error', () => response.writeHead(502).end());
  request.pipe(forward);
}).listen(port, '127.0.0.1');
