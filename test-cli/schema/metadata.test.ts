// The words are those of k8s.io/apimachinery/pkg/api/validation and pkg/util/validation.
import { storeOf, thing } from '../support/crd';
import { embedded, lines } from '../support/schema';

const store = storeOf({ type: 'object' });
const said = (metadata: unknown) => lines(store.validate({ ...thing({}), metadata }));
const SUBDOMAIN = 'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, \'-\' or \'.\', and must start '
  + 'and end with an '
  + 'alphanumeric character (e.g. \'example.com\', regex used for validation is '
  + '\'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\')';
const NAME_PART = 'name part must consist of alphanumeric characters, \'-\', \'_\' or \'.\', and must start and end with an '
  + 'alphanumeric character (e.g. '
  + '\'MyName\',  or \'my.name\',  or \'123-abc\', regex used for validation is \'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\')';

test.each<[unknown, string]>([
  [undefined, 'schema/required metadata.name: Required value: name or generateName is required'],
  [{}, 'schema/required metadata.name: Required value: name or generateName is required'],
  [{ name: '' }, 'schema/required metadata.name: Required value: name or generateName is required'],
  ['a', 'schema/type metadata: Invalid value: "string": metadata in body must be of type object: "string"'],
  [{ name: 1 }, 'schema/type metadata.name: Invalid value: "integer": metadata.name in body must be of type string: "integer"'],
  [{ name: 'A' }, `schema/name metadata.name: Invalid value: "A": ${SUBDOMAIN}`],
  [{ name: 'a'.repeat(254) }, `schema/name metadata.name: Invalid value: "${'a'.repeat(254)}": must be no more than 253 characters`],
  [{ name: 'a', namespace: 'a.b' }, 'schema/name metadata.namespace: Invalid value: "a.b": must not contain dots'],
  [{ name: 'a', label: {} }, 'schema/unknown-field strict decoding error: unknown field "metadata.label"'],
  // YAML reads an unquoted yes as a truth value.
  [{ name: 'a', labels: { a: true } },
    'schema/type metadata.labels.a: Invalid value: "boolean": metadata.labels.a in body must be of type string: "boolean"'],
  [{ name: 'a', labels: { '-a': '' } }, `schema/name metadata.labels: Invalid value: "-a": ${NAME_PART}`],
  [{ name: 'a', labels: { 'A_b/c': 'x' } }, `schema/name metadata.labels: Invalid value: "A_b/c": prefix part ${SUBDOMAIN}`],
  [{ name: 'a', annotations: { '/a': '' } }, 'schema/name metadata.annotations: Invalid value: "/a": prefix part must be non-empty'],
  [{ name: 'a', annotations: { a: 'x'.repeat(256 * 1024) } },
    'schema/too-long metadata.annotations: Too long: may not be more than 262144 bytes'],
  [{ name: 'a', finalizers: ['a b'] }, `schema/name metadata.finalizers: Invalid value: "a b": ${NAME_PART}`],
  [{ name: 'a', creationTimestamp: 'now' },
    'schema/format metadata.creationTimestamp: Invalid value: "now": metadata.creationTimestamp in body must be of type date-time: "now"'],
  [{ name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'A', name: 'a' }] },
    'schema/required metadata.ownerReferences.uid: Invalid value: "": must not be empty'],
  [{ generateName: 'a-' }, 'warning schema/generate-name metadata.generateName: kubectl create makes another object each time, '
    + 'kubectl apply refuses it; give a metadata.name'],
  [{ name: 'a', namespace: 'b', creationTimestamp: null, labels: { 'a.b/C_d': 'x.Y' }, annotations: { 'A.b/c': 'any text' } }, ''],
])('metadata %j', (metadata, expected) => {
  expect(said(metadata).join('|')).toBe(expected);
});

test.each([
  [null, 'schema/type the document is no object: a manifest has apiVersion, kind and metadata'],
  ['text', 'schema/type the document is no object: a manifest has apiVersion, kind and metadata'],
  [[], 'schema/type the document is no object: a manifest has apiVersion, kind and metadata'],
  [{ kind: 'A' }, 'schema/required apiVersion: Required value: it is a string in any manifest'],
  [{ apiVersion: 'v1', kind: 3 }, 'schema/required kind: Required value: it is a string in any manifest'],
])('the document %j', (document, expected) => {
  expect(lines(embedded().validate(document))).toEqual([expected]);
});

test('metadata of a kind of Kubernetes itself are judged once', () => {
  const service = (metadata: object) => ({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }] } });
  expect(lines(embedded().validate(service({ name: 'a', namespace: 5, nope: 1 })))).toEqual([
    'schema/unknown-field strict decoding error: unknown field "metadata.nope"',
    'schema/type metadata.namespace: Invalid value: "integer": metadata.namespace in body must be of type string: "integer"',
  ]);
});
