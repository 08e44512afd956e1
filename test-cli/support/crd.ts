import { embedded, lines, SchemaStore } from './schema';

/** A store with one CRD, `Thing` of `example.org/v1`, whose spec has the schema. */
export function storeOf(spec: object, root: object = {}): SchemaStore {
  const store = embedded();
  const schema = { type: 'object', properties: { spec, status: { type: 'object', properties: { ready: { type: 'boolean' } } } }, ...root };
  const names = { kind: 'Thing', plural: 'things' };
  const versions = [
    { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema } }, { name: 'v1alpha1', served: false, storage: false },
  ];
  const crd = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', spec: { group: 'example.org', names, versions } };
  expect(store.addCrdDocuments([crd, null, 'text', { kind: 'Other' }], 'things.yaml')).toBe(1);
  return store;
}

/** A Thing with the spec. */
export function thing(spec: unknown): any {
  return { apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 'a', namespace: 'b' }, spec };
}

/** What is said of a Thing with the spec under the schema, the lines joined by `|`. */
export function saidOf(schema: object, spec: unknown, old?: unknown): string {
  return lines(storeOf(schema).validate(thing(spec), old === undefined ? {} : { old: thing(old) })).join('|');
}
