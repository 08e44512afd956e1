// Everything that the router decides, asked of a real Envoy.
import { fileURLToPath } from 'node:url';
import { gatewaySuite } from '../support/gateway-suite.mjs';

export default gatewaySuite({
  name: 'envoy',
  about: 'every class of requests of examples, patterns and random routes, on Envoy Gateway',
  script: fileURLToPath(new URL('../envoy/main.mjs', import.meta.url)),
});
