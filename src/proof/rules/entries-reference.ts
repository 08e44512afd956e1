import { OUTSIDE, RuleEntry } from './rule-entry';

/** reference/…: names that lead nowhere, or too far. */
export const REFERENCE_ENTRIES: readonly RuleEntry[] = [
  {
    id: 'reference/no-service',
    title: 'a route refers to a Service that is not there',
    severity: OUTSIDE,
    why: 'The gateway answers the backend\'s share of the requests with 500. A backend with weight 0 gets no requests, but the route is marked as not resolved. Of a mirror the copies are lost.',
    fix: 'Mend name and namespace, or add the Service. Without --complete the Service may be in the cluster already: give its manifest too.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs: [{name: cart-stabel, port: 80}]`,
  },
  {
    id: 'reference/no-port',
    title: 'a route refers to a port that the Service has not',
    severity: 'error',
    why: 'The gateway answers the backend\'s share of the requests with 500, as if the Service were missing.',
    fix: 'Write a number of the Service\'s spec.ports[].port. The port of the container (targetPort) does not count.',
    example: `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart}
  ports: [{port: 80, targetPort: 8080}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs: [{name: cart, port: 8080}]`,
  },
  {
    id: 'reference/kind',
    title: 'a backend is no Service',
    severity: 'warning',
    why: 'Every gateway knows Services. Other kinds are an extension of some; a gateway that does not know one answers its share with 500.',
    fix: 'Refer to a Service. If your gateway knows the kind, silence the finding with that reason.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs: [{group: multicluster.x-k8s.io, kind: ServiceImport, name: cart, port: 80}]`,
  },
  {
    id: 'reference/no-grant',
    title: 'a route or Gateway refers to another namespace without a ReferenceGrant',
    severity: OUTSIDE,
    why: 'A gateway follows a reference across namespaces only where the namespace of the Service permits it. Else it answers the share with 500, although the Service is there. A listener whose certificate is in another namespace takes no connection.',
    fix: 'Add a ReferenceGrant to the namespace of the Service: from the route\'s kind and namespace, to the Service by its name; for a certificate from the Gateway\'s kind and namespace, to the Secret.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs: [{name: cart, namespace: lab, port: 80}]`,
  },
  {
    id: 'reference/broad-grant',
    title: 'a ReferenceGrant names no object',
    severity: 'warning',
    why: 'Whoever may write routes in the other namespace reaches every Service of this one, also those that come later and were never meant to be public.',
    fix: 'Write name: in each entry of spec.to.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: ReferenceGrant
metadata: {name: from-shop, namespace: lab}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: shop}]
  to: [{group: "", kind: Service}]`,
  },
  {
    id: 'reference/no-gateway',
    title: 'a route names a Gateway that is not there',
    severity: 'error, with --complete only',
    why: 'Nobody serves the route. Its hosts answer 404, or do not answer at all.',
    fix: 'Mend name and namespace in spec.parentRefs; without a namespace the route\'s own is meant.',
    example: `# check --complete
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: egde}]
  rules:
    - filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]`,
  },
  {
    id: 'reference/no-extension',
    title: 'a filter names an object that is not there',
    severity: OUTSIDE,
    why: 'A gateway that cannot apply a filter must not skip it: it answers every request of the rule with 500.',
    fix: 'Add the object to the namespace of the route, or mend group, kind and name in extensionRef.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - filters:
        - type: ExtensionRef
          extensionRef: {group: gateway.envoyproxy.io, kind: HTTPRouteFilter, name: maintenance}`,
  },
  {
    id: 'reference/hpa-target',
    title: 'an autoscaler scales something that is not there',
    severity: OUTSIDE,
    why: 'Nothing is scaled: the pods stay at their number under any load.',
    fix: 'Mend apiVersion, kind and name in spec.scaleTargetRef, or delete the autoscaler.',
    example: `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: cart, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: cart-stabel}
  maxReplicas: 10`,
  },
  {
    id: 'reference/duplicate-object',
    title: 'an object is in the input twice',
    severity: 'error',
    why: 'Applied together, the later one overwrites the earlier, and which is later depends on the names of files.',
    fix: 'Delete one, or give it another name or namespace.',
    example: `apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {ports: [{port: 8080}]}`,
  },
];
