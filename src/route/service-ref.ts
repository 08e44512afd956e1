/** A reference to a Service with every default written out; the namespace only where it is another. */
export function serviceRef(backend: { serviceName: string; port: number; namespace?: string }, ownNamespace: string | undefined) {
  return {
    group: '',
    kind: 'Service',
    name: backend.serviceName,
    namespace: otherNamespace(backend.namespace, ownNamespace),
    port: backend.port,
  };
}

/** A namespace, if it is not the route's own: a stated own namespace needs a grant on some gateways. */
export function otherNamespace(namespace: string | undefined, own: string | undefined): string | undefined {
  return namespace === own ? undefined : namespace;
}
