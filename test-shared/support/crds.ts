// The CRD files as typed data, ours and the official ones.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject { [key: string]: Json }

export interface Rule {
  readonly rule: string;
  readonly message: string;
}

/** The keywords of a structural schema that the tests and the evaluator read by name. */
export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: Json[];
  readonly default?: Json;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: Schema[];
  readonly anyOf?: Schema[];
  readonly allOf?: Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-validations'?: Rule[];
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'map' | 'set';
  readonly 'x-kubernetes-list-map-keys'?: string[];
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

export interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly subresources?: JsonObject;
  readonly additionalPrinterColumns?: JsonObject[];
  readonly schema: { readonly openAPIV3Schema: Schema };
}

export interface Crd {
  readonly metadata: { readonly name: string; readonly annotations?: { readonly [name: string]: string } };
  readonly spec: {
    readonly group: string;
    readonly names: JsonObject & { readonly kind: string };
    readonly scope: string;
    readonly versions: CrdVersion[];
  };
}

export type Channel = 'standard' | 'experimental';
export const CHANNELS: Channel[] = ['standard', 'experimental'];
export const GATEWAY_KINDS = ['Gateway', 'GRPCRoute', 'HTTPRoute', 'ReferenceGrant'];
export const ENVOY_KINDS = ['BackendTrafficPolicy', 'ClientTrafficPolicy'];
export const MONITORING_KINDS = ['PodMonitor', 'ServiceMonitor', 'PrometheusRule'];

const ROOT = resolve(__dirname, '../..');
const SHARED = resolve(ROOT, process.env.TRAFFIC_SHARED ?? '../shared');

export function readShared(name: string): string {
  return readFileSync(join(SHARED, name), 'utf8');
}

/** Our CRDs of the Gateway API by kind. */
export function ownGatewayCrds(channel: Channel): Map<string, Crd> {
  return crdsOf(readFileSync(join(ROOT, `crds/gateway-api-v1.6.1-${channel}.yaml`), 'utf8'));
}

export function officialGatewayCrds(channel: Channel): Map<string, Crd> {
  return crdsOf(readShared(`gateway-api/crds-v1.6.1-${channel}.yaml`));
}

export function ownEnvoyCrds(): Map<string, Crd> {
  return crdsOf(readFileSync(join(ROOT, 'crds/envoy-gateway-v1.9.0.yaml'), 'utf8'));
}

export function officialEnvoyCrds(): Map<string, Crd> {
  const files = ['backendtrafficpolicies', 'clienttrafficpolicies'].map(name => readShared(`crds/envoy-gateway-v1.9.0-${name}.yaml`));
  return new Map(files.flatMap(text => [...crdsOf(text)]));
}

/** Our CRDs of the Prometheus operator by kind. */
export function ownMonitoringCrds(): Map<string, Crd> {
  return crdsOf(readFileSync(join(ROOT, 'crds/prometheus-operator-v0.85.0.yaml'), 'utf8'));
}

export function officialMonitoringCrds(): Map<string, Crd> {
  const files = ['podmonitors', 'servicemonitors', 'prometheusrules'].map(name => readShared(`crds/prometheus-operator-v0.85.0-${name}.yaml`));
  return new Map(files.flatMap(text => [...crdsOf(text)]));
}

function crdsOf(text: string): Map<string, Crd> {
  const documents = parseAllDocuments(text, { version: '1.1' }).map(document => document.toJS() as (Crd & { kind?: string }) | null);
  const crds = documents.filter(document => document !== null && document.kind === 'CustomResourceDefinition') as Crd[];
  return new Map(crds.map(crd => [crd.spec.names.kind, crd]));
}

export function versionOf(crd: Crd, name: string): CrdVersion {
  const version = crd.spec.versions.find(v => v.name === name);
  if (version === undefined) throw new Error(`${crd.metadata.name} has no version ${name}`);
  return version;
}

export function schemaOf(crds: Map<string, Crd>, kind: string): Schema {
  const crd = crds.get(kind);
  if (crd === undefined) throw new Error(`no CRD of the kind ${kind}`);
  return versionOf(crd, kind.endsWith('TrafficPolicy') ? 'v1alpha1' : 'v1').schema.openAPIV3Schema;
}

/** Every field, list item and map value of a schema with its path: `spec.rules[].name`, `spec.labels{}`. */
export function fieldsOf(schema: Schema, path = ''): [string, Schema][] {
  const children = Object.entries(schema.properties ?? {})
    .flatMap(([name, child]) => fieldsOf(child, path === '' ? name : `${path}.${name}`));
  const items = schema.items === undefined ? [] : fieldsOf(schema.items, `${path}[]`);
  const values = typeof schema.additionalProperties === 'object' ? fieldsOf(schema.additionalProperties, `${path}{}`) : [];
  return [[path, schema], ...children, ...items, ...values];
}
