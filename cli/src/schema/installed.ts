// The one place that knows where this program is installed; everything else is given its paths.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SchemaPlaces, SchemaStore } from './store.js';
import { Channel } from './types.js';

/** Where the schemas lie that were installed with this program and with the library. */
export function installedPlaces(): SchemaPlaces {
  const library = dirname(createRequire(import.meta.url).resolve('cdk8s-traffic/package.json'));
  return { crds: join(library, 'crds'), core: fileURLToPath(new URL('../../schemas/kubernetes.json', import.meta.url)) };
}

/** The store with the schemas that come along. */
export function embeddedStore(channel: Channel): SchemaStore {
  return SchemaStore.embedded(channel, installedPlaces());
}
