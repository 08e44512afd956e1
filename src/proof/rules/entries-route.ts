import { RuleEntry } from './rule-entry';

/** route/…: rules that do not do what they say. */
export const ROUTE_ENTRIES: readonly RuleEntry[] = [
  {
    id: 'route/shadowed',
    title: 'a rule or match can never be used',
    severity: 'error; warning where it changes no answer, or for one match of a rule',
    why: 'Another rule takes all its requests, by the precedence of the specification: hostname, path, method, number of headers, number of query parameters, age and name of the route, place in the list. The backends of the hidden rule get nothing from it.',
    fix: 'Delete the rule, or give it a condition that the other has not.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}}]
      backendRefs: [{name: cart-stable, port: 80}]
    - matches: [{path: {type: PathPrefix, value: /cart/}}]
      backendRefs: [{name: cart-canary, port: 80}]`,
  },
  {
    id: 'route/header-loses',
    title: 'an audience loses requests to a longer path',
    severity: 'warning',
    why: 'The path is compared before headers, query and method. Where another rule has a longer path, the audience gets that rule\'s version there, and its own elsewhere: users jump between versions within one visit.',
    fix: 'Repeat the audience\'s conditions in a rule with the longer path.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{headers: [{name: x-beta-user, value: "true"}]}]
      backendRefs: [{name: cart-canary, port: 80}]
    - matches: [{path: {type: PathPrefix, value: /api}}]
      backendRefs: [{name: cart-stable, port: 80}]`,
  },
  {
    id: 'route/unserved-hostname',
    title: 'a hostname of a route gets no request',
    severity: 'error where no listener of its Gateways answers for the hostname; else warning',
    why: 'The route is attached, but no listener sends it the requests for this hostname: they get 404, or another route\'s answer. A wildcard is not for the domain itself, and of the listeners of one port only the one with the most specific hostname gets a request.',
    fix: 'Mend the hostname, add a listener for it, or attach the route to the listener that takes it.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: any
  listeners: [{name: http, port: 80, protocol: HTTP, hostname: "*.example.com"}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [cart.example.com, example.com]
  rules:
    - backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'route/client-header',
    title: 'any client can send the header that decides',
    severity: 'warning',
    why: 'Whoever learns the header chooses the version: a premium tier for free, or an unfinished canary. A filter on the route does not help: it runs after the rule is chosen. Headers that clients are meant to choose by (cookies, Accept-Language, User-Agent …) are no finding.',
    fix: 'Strip the header at the edge, and set it there after authentication. With Envoy Gateway: ClientTrafficPolicy with headers.earlyRequestHeaders.remove, SecurityPolicy with claimToHeaders and recomputeRoute. If no trust hangs on it, silence the finding with that reason.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{headers: [{name: x-api-tier, value: premium}]}]
      backendRefs: [{name: cart-premium, port: 80}]
    - backendRefs: [{name: cart-standard, port: 80}]`,
  },
  {
    id: 'route/conflict',
    title: 'two routes compete for the same requests',
    severity: 'error',
    why: 'Both match with the same precedence on one Gateway and host. The oldest object wins, which Git does not state: after an object is made anew, the other answers.',
    fix: 'Give one a sharper path or other hostnames, or put both audiences into one route, where the order of rules decides.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart-old, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}}]
      backendRefs: [{name: cart-old, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart-new, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}}]
      backendRefs: [{name: cart-new, port: 80}]`,
  },
  {
    id: 'route/kind-conflict',
    title: 'an HTTPRoute and a GRPCRoute share a hostname',
    severity: 'error',
    why: 'On one listener a host belongs to one kind of route. Only the older of the two is accepted; the other gets no request at all.',
    fix: 'Give them different hostnames.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [cart.example.com]
  rules:
    - backendRefs: [{name: cart, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata: {name: cart-grpc, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [cart.example.com]
  rules:
    - backendRefs: [{name: cart, port: 9000}]`,
  },
  {
    id: 'route/no-listener',
    title: 'no listener of the Gateway serves the route',
    severity: 'error',
    why: 'The Gateway is there, but none of its listeners admits the route: the section or port does not exist, the hostnames have nothing in common, or allowedRoutes refuses the namespace or kind. The route gets no request.',
    fix: 'Follow the reasons in the message: mend sectionName, port or hostnames of the route, or allowedRoutes of the listener.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: envoy
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: https}]
  rules:
    - backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'route/host-fall-through',
    title: 'a host leaves paths to the routes of a wildcard',
    severity: 'warning',
    why: 'By the specification a request that no rule of the more specific hostname takes falls through to the wildcard\'s rules. Proxies that choose a virtual host first answer 404 instead, so the same manifests behave differently on two gateways.',
    fix: 'Add a rule for path / to the routes of the host, with the answer that is meant.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  gatewayClassName: envoy
  listeners: [{name: http, port: 80, protocol: HTTP}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: [shop.example.com]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}}]
      backendRefs: [{name: cart, port: 80}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: fallback, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  hostnames: ["*.example.com"]
  rules:
    - backendRefs: [{name: fallback, port: 80}]`,
  },
  {
    id: 'route/pattern',
    title: 'a regular expression that gateways refuse',
    severity: 'error',
    why: 'Gateways match with RE2, in linear time, which knows no look-around and no back references. A gateway may refuse the whole route; here the match is read as one that never holds.',
    fix: 'Write the pattern in the syntax of RE2. Two rules often say what a look-ahead was for.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: RegularExpression, value: "/(?!admin).*"}}]
      backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'route/regex-path',
    title: 'a path pattern competes with a prefix',
    severity: 'warning',
    why: 'The specification leaves the precedence of patterns to the gateway. Envoy Gateway puts them before prefixes, Istio after them: the same manifests send requests to different backends.',
    fix: 'Write the pattern as PathPrefix or Exact, or make sure that no other path covers it.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: RegularExpression, value: "/users/[0-9]+"}}]
      backendRefs: [{name: users, port: 80}]
    - matches: [{path: {type: PathPrefix, value: /}}]
      backendRefs: [{name: web, port: 80}]`,
  },
  {
    id: 'route/zero-weights',
    title: 'all backends of a rule have weight 0',
    severity: 'error',
    why: 'Nobody gets the requests. The specification does not say what happens: some gateways answer 500, others 503.',
    fix: 'Give at least one backend a weight above 0.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs:
        - {name: cart-stable, port: 80, weight: 0}
        - {name: cart-canary, port: 80, weight: 0}`,
  },
  {
    id: 'route/sole-zero-weight',
    title: 'the only backend of a rule has weight 0',
    severity: 'error',
    why: 'Some gateways answer 500 or 503, others send it everything.',
    fix: 'Set the weight to 1, or delete the rule.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - backendRefs: [{name: cart, port: 80, weight: 0}]`,
  },
  {
    id: 'route/no-backends',
    title: 'a rule has neither a backend nor a redirect',
    severity: 'warning',
    why: 'Every request that it matches gets 500.',
    fix: 'Add backendRefs or a RequestRedirect filter, or delete the rule: without a rule the answer is 404.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches: [{path: {type: PathPrefix, value: /cart}}]`,
  },
  {
    id: 'route/rule-name',
    title: 'two rules of a route have one name',
    severity: 'error',
    why: 'The experimental CRD refuses it, the standard one admits it. A policy or patch that names the rule may then mean either.',
    fix: 'Give each rule a name of its own.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - {name: split, matches: [{path: {type: PathPrefix, value: /a}}], backendRefs: [{name: cart, port: 80}]}
    - {name: split, matches: [{path: {type: PathPrefix, value: /b}}], backendRefs: [{name: cart, port: 80}]}`,
  },
  {
    id: 'route/header-case',
    title: 'a header stands twice in one match',
    severity: 'error',
    why: 'Header names are the same in any case, and of two conditions on one header only the first counts. The match admits more requests than it says.',
    fix: 'Keep one condition. For "either value" write two matches, for "both" a RegularExpression.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches:
        - headers: [{name: x-tier, value: premium}, {name: X-Tier, value: gold}]
      backendRefs: [{name: cart, port: 80}]`,
  },
  {
    id: 'route/query-twice',
    title: 'a query parameter stands twice in one match',
    severity: 'error',
    why: 'Of two conditions on one parameter only the first counts. An API server refuses it too (schema/duplicate).',
    fix: 'Keep one condition. For "either value" write two matches.',
    example: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: cart, namespace: shop}
spec:
  parentRefs: [{name: edge}]
  rules:
    - matches:
        - queryParams: [{name: v, value: "1"}, {name: v, value: "2"}]
      backendRefs: [{name: cart, port: 80}]`,
  },
];
