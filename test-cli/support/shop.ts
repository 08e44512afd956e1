import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A route, its Services and its Gateway, as somebody would write them by hand. */
export const SHOP = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: any
  listeners:
    - {name: http, port: 80, protocol: HTTP}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs:
    - name: edge
  rules:
    - name: split
      matches:
        - path: {type: PathPrefix, value: /cart}
      backendRefs:
        - {name: cart-v1, port: 80, weight: 95}
        - {name: cart-v2, port: 80, weight: 5}
    - name: old
      matches:
        - path: {type: Exact, value: /old}
      filters:
        - type: RequestRedirect
          requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: /cart}, statusCode: 301}
---
apiVersion: v1
kind: Service
metadata: {name: cart-v1, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: cart-v2, namespace: shop}
spec: {selector: {app: cart, version: v2}, ports: [{port: 80}]}
`;

/** Runs a body in a temporary folder with files; gives what the body gives. */
export function inFolder<T>(files: { readonly [name: string]: string }, body: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-cli-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
