import { OUTSIDE, RuleEntry } from './rule-entry';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template: {metadata: {labels: {app: cart}}}`;

/** workload/… and gateway/…: pods, and what a gateway can do. */
export const WORKLOAD_ENTRIES: readonly RuleEntry[] = [
  {
    id: 'workload/no-pods',
    title: 'a Service or PodDisruptionBudget selects no pod',
    severity: OUTSIDE,
    why: 'A Service without pods answers nothing: requests to it get 503. A budget without pods protects nothing. Judged only where the input holds a workload of the namespace.',
    fix: 'Make the selector equal to labels of the pod template (spec.template.metadata.labels).',
    example: `${DEPLOYMENT}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart, version: stable}
  ports: [{port: 80}]`,
  },
  {
    id: 'workload/selector-overlap',
    title: 'a selector matches the pods of another workload',
    severity: 'error; warning for a Service',
    why: 'Controllers, autoscalers and budgets count each other\'s pods. A Service behind a route that selects two versions splits its share by the number of pods, so the weights of the route no longer say who gets what.',
    fix: 'Give each version a label of its own, and select by it. The selector of a Deployment cannot be changed in place: make a new one.',
    example: `${DEPLOYMENT}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart-canary, namespace: shop}
spec:
  selector: {matchLabels: {app: cart, version: canary}}
  template: {metadata: {labels: {app: cart, version: canary}}}`,
  },
  {
    id: 'workload/pdb-blocks-drain',
    title: 'a PodDisruptionBudget allows no eviction',
    severity: 'error',
    why: 'Draining a node waits for ever, so upgrades of the cluster hang. Percentages are rounded up: 50% of one pod is one pod. With an autoscaler its minReplicas counts.',
    fix: 'Set maxUnavailable: 1, and run at least 2 replicas. For a pod that must not move, silence the finding with that reason.',
    example: `${DEPLOYMENT}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: cart, namespace: shop}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: cart}}`,
  },
  {
    id: 'workload/hpa-replicas',
    title: 'a workload with an autoscaler states replicas',
    severity: 'warning',
    why: 'Each time the manifest is applied, the pods go back to the stated number, in the middle of a peak too.',
    fix: 'Leave spec.replicas out, and set minReplicas of the autoscaler. 0 replicas are no finding: they switch the autoscaler off.',
    example: `apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: cart}}
  template: {metadata: {labels: {app: cart}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: cart, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart}
  maxReplicas: 10`,
  },
  {
    id: 'workload/zero-replicas',
    title: 'a backend with a share has 0 replicas',
    severity: 'error',
    why: 'The Service has no endpoints, so its share of the requests gets 503.',
    fix: 'Raise the replicas first, wait, and raise the weight in a later commit; or set the weight to 0.',
    example: `apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  replicas: 0
  selector: {matchLabels: {app: cart}}
  template: {metadata: {labels: {app: cart}}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart}
  ports: [{port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'gateway/unsupported-feature',
    title: 'the named gateway does not support a feature in use',
    severity: 'error; warning for names of rules and isolation of listeners',
    why: 'With --gateway NAME each feature is held against that project\'s latest conformance report. A gateway may ignore what it does not support, or refuse the route. What a report does not tell is no finding.',
    fix: 'Do without the feature, or use another gateway. If a later version supports it, silence the finding with that version as the reason.',
    example: `# check --gateway traefik
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - filters:
        - type: RequestMirror
          requestMirror: {backendRef: {name: shadow, port: 80}}
      backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'gateway/grpc-mirror',
    title: 'the named gateway does not know the Service of a mirror in a GRPCRoute',
    severity: 'error',
    why: 'With --gateway envoy-gateway. Version 1.9.0 loads the Services that a GRPCRoute sends requests to, and not those that it mirrors them to. It then takes the filter for broken, and answers every request of the rule with an error, as the specification asks for broken filters.',
    fix: 'Do without the mirror, or name the Service in a backendRef of some route, so that it is loaded.',
    example: `# check --gateway envoy-gateway
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - filters:
        - type: RequestMirror
          requestMirror: {backendRef: {name: shadow, port: 80}}
      backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'gateway/precedence',
    title: 'the named gateway puts two matches in another order',
    severity: 'warning',
    why: 'With --gateway envoy-gateway. Of matches with one path the specification asks for the method first, then for the number of headers, then of query parameters. Envoy Gateway counts the method as a header (of gRPC a method without its service), and of equal numbers it puts more exact headers first: requests that both matches admit reach the other version. Measured on Envoy Gateway 1.9.0.',
    fix: 'Add a match with the conditions of both: either order puts it first.',
    example: `# check --gateway envoy-gateway
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}, method: POST}]
      backendRefs: [{name: cart-writes, port: 80}]
    - matches:
        - path: {type: PathPrefix, value: /cart}
          headers: [{name: x-tier, value: premium}, {name: x-region, value: eu}]
      backendRefs: [{name: cart-premium, port: 80}]`,
  },
];
