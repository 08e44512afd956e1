// Whether a request is lost while stages move.
import { fileURLToPath } from 'node:url';
import { gatewaySuite } from '../support/gateway-suite.mjs';

export default gatewaySuite({
  name: 'lossless',
  about: 'moves of a canary and a blue-green pair under traffic on Envoy Gateway, with pods that start, roll and end',
  script: fileURLToPath(new URL('../lossless/main.mjs', import.meta.url)),
});
