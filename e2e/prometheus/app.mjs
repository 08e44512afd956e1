// A version of an app: counts requests by status and duration as client libraries do, and gives its metrics at /metrics.
//   node app.mjs PORT VERSION ERROR-SHARE SLOW-SHARE SEED
import { createServer } from 'node:http';
import { Counter, Histogram, Registry } from 'prom-client';
import random from '../../bench/support/random.cjs';

const [port, version, errorShare, slowShare, seed] = process.argv.slice(2);
const chance = random.generator(Number(seed));
const register = new Registry();
const requests = new Counter({ name: 'http_requests_total', help: 'requests', labelNames: ['status'], registers: [register] });
const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'durations', buckets: [0.1, 0.25, 0.5, 1], registers: [register] });

createServer(async (request, response) => {
  if (request.url === '/metrics') {
    response.setHeader('content-type', register.contentType);
    response.end(await register.metrics());
    return;
  }
  // Counted as if it had taken so long: nobody has to wait.
  const status = chance() < Number(errorShare) ? 500 : 200;
  requests.inc({ status });
  duration.observe(chance() < Number(slowShare) ? 0.8 : 0.05);
  response.setHeader('x-version', version);
  response.statusCode = status;
  response.end(JSON.stringify({ version }));
}).listen(Number(port), '127.0.0.1');
