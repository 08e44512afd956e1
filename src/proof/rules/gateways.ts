/** What conformance reports say of a feature: supported, listed as unsupported, or not part of the report's suite. */
export type Support = 'yes' | 'no' | 'unknown';

/** An implementation of the Gateway API, as its latest conformance report in the gateway-api repository tells of it. */
export interface GatewayEntry {
  readonly title: string;
  /** Version of the Gateway API that the report is for. */
  readonly api: string;
  /** Version of the implementation. */
  readonly version: string;
  readonly features: { readonly [feature: string]: Support };
}

/** The implementations in the order of the table below. */
const COLUMNS: [string, string, string, string][] = [
  ['envoy-gateway', 'Envoy Gateway', 'v1.6', 'v1.9.0'],
  ['istio', 'Istio', 'v1.5', '1.30.1'],
  ['cilium', 'Cilium', 'v1.6', 'v1.20.0'],
  ['nginx-gateway-fabric', 'NGINX Gateway Fabric', 'v1.6', 'v2.7.0-pre-release'],
  ['traefik', 'Traefik', 'v1.6', 'v3.7.10'],
  ['kong', 'Kong', 'v1.6', 'v2.3.0-rc.3'],
  ['kgateway', 'kgateway', 'v1.6', 'v2.4.0-rc.1'],
  ['gke', 'GKE', 'v1.6', '1.36.2-gke.2154000'],
  ['contour', 'Contour', 'v1.3.0', 'v1.33.0'],
  ['aws-lbc', 'AWS Load Balancer Controller', 'v1.6', 'v3.5.0'],
  ['haproxy-ingress', 'HAProxy Ingress', 'v1.5', 'v0.17.0-alpha.1'],
  ['aws-vpc-lattice', 'AWS VPC Lattice', 'v1.4.0', 'v2.0.1'],
];

/** One letter for each column: y listed as supported, n listed as unsupported, ? not part of the report's suite. */
const TABLE: { readonly [feature: string]: string } = {
  'GATEWAY-GRPC': 'yyyyyyynynn?',
  'HTTPRouteWeight': 'yyyyyyyyyyyn',
  'HTTPRouteHeaderMatching': 'yyyyyyyyyyyn',
  'GRPCRouteHeaderMatching': 'yyyyyny?y???',
  'GRPCRouteMethodMatching': 'yyyyyny?y???',
  'HTTPRouteQueryParamMatching': 'yyyyyyyyynn?',
  'HTTPRouteMethodMatching': 'yyyyyyynyyn?',
  'HTTPRouteRequestMirror': 'yyyynnyyynn?',
  'HTTPRouteRequestMultipleMirrors': 'yyyynnynynn?',
  'HTTPRouteRequestPercentageMirror': 'yyyynnyynnn?',
  'HTTPRouteRequestTimeout': 'yyynnnynynn?',
  'HTTPRouteBackendTimeout': 'yyynnyynynn?',
  'HTTPRouteRetry': 'y?ynnnyn?n??',
  'HTTPRouteRetryBackendTimeout': 'y?ynnnyn?n??',
  'HTTPRouteRetryConnectionError': 'y?ynnnyn?n??',
  'HTTPRouteSessionPersistence': '????????????',
  'HTTPRouteBackendRequestHeaderModification': 'yyynynynynn?',
  'HTTPRouteResponseHeaderModification': 'yyyyyyyyyny?',
  'HTTPRoutePathRewrite': 'yyyyyyynynn?',
  'HTTPRouteHostRewrite': 'yyyyyyyyynn?',
  'HTTPRouteCORS': 'yyyynnyn?ny?',
  'HTTPRouteNamedRouteRule': 'yyynynyn?ny?',
  'HTTPRouteParentRefPort': 'yynyynynnyn?',
  'GRPCRouteNamedRouteRule': '????????????',
  'GatewayHTTPListenerIsolation': 'yyyynnynynn?',
};

const LETTERS: { readonly [letter: string]: Support } = { 'y': 'yes', 'n': 'no', '?': 'unknown' };

/** The implementations that --gateway may name, with what their reports say. */
export const GATEWAYS: { readonly [name: string]: GatewayEntry } = Object.fromEntries(COLUMNS.map(([name, title, api, version], i) => {
  const features = Object.fromEntries(Object.entries(TABLE).map(([feature, letters]) => [feature, LETTERS[letters[i]]]));
  return [name, { title, api, version, features }];
}));
