// A suite that needs Envoy Gateway, and runs as a script in a network of its own.
import { install } from '../../cli/lib/preview/binaries.js';
import { BIN, missingPrograms } from './cache.mjs';
import { inOwnNetwork } from './child.mjs';

/** The suite of a script. */
export function gatewaySuite({ name, about, script }) {
  return {
    name,
    about,
    hint: 'run without --no-install: it takes Go and pip, and seven minutes',
    missing: () => missingPrograms(['envoy', 'envoy-gateway']),
    install: () => install(BIN, (text) => console.log(text)),
    run: (results, { quick }) => inOwnNetwork(script, quick ? ['--quick'] : [], results),
  };
}
