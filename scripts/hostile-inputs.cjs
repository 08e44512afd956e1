/**
 * Inputs made to break what reads them: name -> bytes. `size` is the size of the large ones; what is bound by a number of
 * things, such as 100,000 documents, is scaled with it from the 50 MB that the full run takes.
 */
function hostileInputs(size) {
  const scale = size / 50e6;
  const count = most => Math.max(10, Math.round(most * scale));
  const fill = (text, length = size) => text.repeat(Math.ceil(length / text.length));
  const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
  const large = Math.min(size, 15.5e6);
  const levels = 'bcdefghij'.split('');
  const bomb = `${head}data:\n  a: &a [x, x, x, x, x, x, x, x, x]\n${levels.map((name, index) => (
    `  ${name}: &${name} [${fill(`*${'abcdefghi'[index]}, `, 9 * 4)}]`)).join('\n')}\n`;
  const numbered = (most, one) => Array.from({ length: most }, (_, index) => one(index)).join('');
  return {
    'a 50 MB file of routes': () => numbered(Math.ceil(size / 445), route),
    'as many routes as are read': () => numbered(count(15e3), route),
    'as many bad routes as are read': () => numbered(
      count(15e3), index => route(index).replaceAll('port: 80', 'prt: eighty')),
    'a 50 MB file of bad routes': () => numbered(Math.ceil(size / 420), index => route(index).replace('port: 80', 'prt: eighty')),
    '50 MB of workloads': () => numbered(Math.ceil(size / 760), workload),
    '50 MB of bad workloads': () => numbered(Math.ceil(size / 760), index => (
      workload(index).replace('replicas: 3', 'replica: 3').replaceAll('http', 'h_t'))),
    '50 MB of small objects': () => numbered(Math.ceil(size / 60), index => `${head.replace('name: a', `name: a${index}`)}---\n`),
    '50 MB of small problems': () => fill('- 1\n---\n'),
    'a 50 MB document': () => `${head}data:\n  a: |\n${fill('    text\n')}`,
    'a document just within the limit': () => `${head}data:\n  a: |\n${fill(`    ${'x'.repeat(76)}\n`, large)}`,
    '50 MB of spaces': () => fill(' '),
    '50 MB of line breaks': () => fill('\n'),
    '50 MB of zeros': () => Buffer.alloc(size),
    '50 MB of one line': () => `a: "${fill('x')}"`,
    '100,000 documents': () => numbered(count(1e5), index => `${head.replace('name: a', `name: a${index}`)}---\n`),
    '100,000 broken documents': () => fill('a: b: c\n---\n', 12 * count(1e5)),
    '100,000 documents that are no objects': () => fill('- 1\n---\n', 8 * count(1e5)),
    'nothing but markers': () => fill('---\n', large),
    'nothing but ends': () => fill('...\n', large),
    'an alias bomb': () => bomb,
    'many alias bombs': () => fill(`${bomb.replace(/ {2}[f-j]:.*\n/g, '')}---\n`, size / 10),
    'a key made of aliases': () => `${head}x: &x "${fill('a', 1e6)}"\n? [${fill('*x, ', large / 2)}]\n: 1\n`,
    'a merge bomb': () => `${head}a: &a {${numbered(5000, index => `k${index}: 1, `)}}\nd: [${fill('{<<: *a}, ', large / 10)}]\n`,
    'an alias within itself': () => `${head}data: &a {a: *a}\n`,
    'brackets 100,000 deep': () => `${head}data: ${fill('[', 1e5)}`,
    'mappings 100,000 deep': () => fill('{a: ', 4e5),
    'dashes 100,000 deep': () => fill('- ', 2e5),
    'lines nested ever deeper': () => numbered(3000, index => `${' '.repeat(index)}a:\n`),
    'nested 400 deep, again and again': () => `${head}data: [${fill(`${fill('[', 400)}${fill(']', 400)},`, large)}]\n`,
    'a million empty lists': () => `${head}data: [${fill('[],', Math.min(large, 2e6))}]\n`,
    'a million keys': () => `${head}data:\n${numbered(count(8e5), index => `  k${index}:\n`)}`,
    'a key of many megabytes': () => `${head}"${fill('a', large)}": 1\n`,
    'a key twice': () => `${head}data: {a: 1, a: 2}\n`,
    'quotes within quotes': () => `${head}data: '${fill('\'\'', large)}'\n`,
    'a quote left open': () => `${head}data: "${fill('a', large)}`,
    'numbers of a million digits': () => `${head}data: {a: 0x${fill('f', 1e6)}, b: ${fill('9', 1e6)}, c: ${fill('1_', 1e6)}}\n`,
    'a tag of a program': () => `${head}data: !!js/function "function () { throw 1 }"\n`,
    'a tag of many megabytes': () => `${head}data: !${fill('a', large)}\n`,
    '__proto__ keys': () => `${head}__proto__: {kind: Pod, polluted: 1}\nconstructor: {prototype: {polluted: 1}}\n`
      + 'data: {__proto__: x, toString: z, hasOwnProperty: w}\n---\n__proto__: {apiVersion: v1, kind: ConfigMap}\n',
    'no object': () => '- 1\n---\ntext\n---\n42\n---\ntrue\n---\n[[[]]]\n',
    'invalid UTF-8': () => Buffer.concat([Buffer.from(fill('# ü\n', large)), Buffer.from([0xFF, 0xFE])]),
    'UTF-16': () => Buffer.from(`\uFEFF${head}`, 'utf16le'),
    'a NUL byte': () => `${head}data: "a\0b"\n`,
    'controls and turned text': () => `${head}"\u202Edata\u001B[31m": {a: 1}\nkind2: \u{E0041}\n`,
    'a List of routes': () => `apiVersion: v1\nkind: List\nitems:\n${numbered(count(15e3), index => (
      `- ${route(index).replace(/---\n/, '').trimEnd().replace(/\n/g, '\n  ')}\n`))}`,
    'Lists within Lists': () => `${fill('{apiVersion: v1, kind: List, items: [', 37 * 200)}${fill(']}', 400)}\n`,
    'regular expressions that explode': () => numbered(50, index => route(index).replace('type: PathPrefix', 'type: RegularExpression')
      .replace(/value: "[^"]*"/, `value: "${EXPLOSIVE[index % EXPLOSIVE.length]}"`)),
    'a rule with ten thousand matches': () => route(0).replace(/matches:\n.*\n/, `matches:\n${numbered(count(1e4), index => (
      `        - {path: {type: PathPrefix, value: /api/${index}}, headers: [{name: a${index}, value: "1"}]}\n`))}`),
  };
}

/** Patterns that take a backtracking engine for ever, and some that blow up an automaton. */
const EXPLOSIVE = [
  '(a+)+b', '(a|a)*b', '(/?a*)*b', '((((a{0,9}){0,9}){0,9}){0,9})b', `${'(a?)'.repeat(200)}${'a'.repeat(200)}`,
];

function route(index) {
  return `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: r${index}
  namespace: shop
spec:
  parentRefs:
    - name: gateway
  hostnames: [h${index}.example.com]
  rules:
    - name: canary
      matches:
        - path: {type: PathPrefix, value: "/api/${index}"}
      backendRefs:
        - name: stable
          port: 80
          weight: 90
        - name: canary
          port: 80
          weight: 10
---
`;
}

function workload(index) {
  const labels = `{app: a${index}, version: stable}`;
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: a${index}, namespace: shop}
spec:
  replicas: 3
  selector:
    matchLabels: ${labels}
  template:
    metadata:
      labels: ${labels}
    spec:
      containers:
        - name: app
          image: registry.example.com/shop/a${index}:v1
          ports: [{name: http, containerPort: 8000}]
          readinessProbe:
            httpGet: {path: /ready, port: http}
            periodSeconds: 5
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {memory: 128Mi}
---
apiVersion: v1
kind: Service
metadata: {name: a${index}, namespace: shop}
spec:
  selector: ${labels}
  ports: [{name: http, port: 80, targetPort: http}]
---
`;
}

module.exports = { hostileInputs };
