// An HTTPRoute as a service has it: an audience, and a split.

/** The route of service number `i`, with this weight for its canary. */
export function route(i, weight) {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: app-${i}
  namespace: apps
spec:
  parentRefs:
    - name: edge
  hostnames:
    - app-${i}.example.com
  rules:
    - name: premium
      matches:
        - path: {type: PathPrefix, value: /api}
          headers: [{name: x-tier, value: premium}]
      backendRefs:
        - {name: app-${i}-stable, port: 80, weight: 100}
    - name: split
      matches:
        - path: {type: PathPrefix, value: /api}
      backendRefs:
        - {name: app-${i}-stable, port: 80, weight: ${100 - weight}}
        - {name: app-${i}-canary, port: 80, weight: ${weight}}
`;
}
