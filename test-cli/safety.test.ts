// What manifests hold comes from anybody: no name acts on a terminal, a workflow or a comment, and no Secret's data is shown.
import { ofProgram } from './support/program';
import { runIn, type Run } from './support/run';
import { inFolder, SHOP } from './support/shop';

const EVIL = 'a\u001b[31m\u202eb\u0007\u009b1m\n::error::c\r##[error]d|e`f``g<script>h</script>@everyone #1 https://evil.example %0Ai';
/** Within a double-quoted YAML text. */
const QUOTED = JSON.stringify(EVIL);

/** Every name that a user of the cluster could choose, chosen badly. */
const HOSTILE = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: ${QUOTED}, namespace: ${QUOTED}, labels: {${QUOTED}: ${QUOTED}}, annotations: {${QUOTED}: ${QUOTED}}}
spec:
  parentRefs:
    - {name: ${QUOTED}, sectionName: ${QUOTED}}
  hostnames: ["*"]
  ${QUOTED}: 1
  rules:
    - name: ${QUOTED}
      matches:
        - path: {type: PathPrefix, value: /cart}
          headers: [{name: x-evil, value: ${QUOTED}}]
        - path: {type: PathPrefix, value: /cart}
      backendRefs:
        - {name: ${QUOTED}, port: 80, weight: 95}
        - {name: other, namespace: ${QUOTED}, port: 80, weight: 5}
---
apiVersion: v1
kind: Service
metadata: {name: ${QUOTED}, namespace: ${QUOTED}}
spec: {selector: {${QUOTED}: ${QUOTED}}, ports: [{port: 80, name: ${QUOTED}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${QUOTED}, namespace: ${QUOTED}}
spec:
  replicas: 2
  selector: {matchLabels: {${QUOTED}: ${QUOTED}}}
  template:
    metadata: {labels: {${QUOTED}: ${QUOTED}}}
    spec: {containers: [{name: ${QUOTED}, image: ${QUOTED}}]}
`;
const BEFORE = HOSTILE.replace('weight: 95', 'weight: 50').replace('replicas: 2', 'replicas: 3');

const VALUE = 'hunter2-Zq9vX';
const ENCODED = Buffer.from(VALUE).toString('base64');
const LEAKS = [VALUE, ENCODED, ENCODED.replace(/=+$/, ''), VALUE.toUpperCase()];

/** Secrets right and wrong: what is wrong with one must be told without its data. */
const SECRETS: Record<string, string> = {
  'a sound one': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: ${ENCODED}}\n`,
  'data that is no base64': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: ${VALUE}}\n`,
  'data of another type': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: ${VALUE}\n`,
  'a list as data': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: [${ENCODED}]\nstringData: {password: {nested: ${VALUE}}}\n`,
  'a field that there is not': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\npassword: ${VALUE}\nstringdata: {password: ${VALUE}}\n`,
  'stringData': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: ${VALUE}}\n`,
  'no name, and a type that is wrong': `apiVersion: v1\nkind: Secret\nmetadata: {}\ntype: [${VALUE}]\nimmutable: ${VALUE}\ndata: {password: ${ENCODED}}\n`,
  'what kubectl applied last': `apiVersion: v1\nkind: Secret\nmetadata: {name: S_S, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"data":{"password":"${ENCODED}"}}'}}\ndata: {password: ${ENCODED}}\n`,
  'broken YAML': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  password: ${VALUE}\n bad: [${ENCODED}\n`,
  'a duplicate key': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: ${ENCODED}, password: ${VALUE}}\n`,
  'a duplicate object': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: ${ENCODED}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {password: ${VALUE}}\n`,
  'a list of Secrets': `apiVersion: v1\nkind: SecretList\nitems:\n  - metadata: {name: s}\n    data: {password: ${VALUE}}\n`,
};

const COMMANDS = ofProgram<string[]>('program.commands.map(command => command.name())');

interface Case { readonly args: readonly string[]; readonly form: 'text' | 'json' | 'github' | 'markdown' }

/** Every command that reads manifests, in each of its formats; those that are not there yet are left out. */
const CASES: Case[] = ([
  { args: ['check', 'after.yaml'], form: 'text' },
  { args: ['check', 'after.yaml', '--complete', '--verbose'], form: 'text' },
  { args: ['check', 'after.yaml', '--json'], form: 'json' },
  { args: ['check', 'after.yaml', '--format', 'sarif'], form: 'json' },
  { args: ['check', 'after.yaml', '--format', 'github'], form: 'github' },
  { args: ['route', 'after.yaml', '--path', '/cart'], form: 'text' },
  { args: ['route', 'after.yaml', '--path', '/cart', '--explain', '--verbose'], form: 'text' },
  { args: ['route', 'after.yaml', '--path', '/cart', '--explain', '--json'], form: 'json' },
  { args: ['route', 'after.yaml', '--classes'], form: 'text' },
  { args: ['route', 'after.yaml', '--classes', '--json'], form: 'json' },
  { args: ['plan', 'before.yaml', 'after.yaml', '--all', '--verbose'], form: 'text' },
  { args: ['plan', 'before.yaml', 'after.yaml', '--json'], form: 'json' },
  { args: ['plan', 'before.yaml', 'after.yaml', '--all', '--format', 'markdown'], form: 'markdown' },
] satisfies Case[]).filter(({ args }) => COMMANDS.includes(args[0]));

test('there are commands to look at', () => {
  expect(CASES.length).toBeGreaterThan(9);
});

describe.each(CASES.map(({ args, form }) => [args.join(' '), args, form] as const))('%s', (_line, args, form) => {
  let run: Run;
  beforeAll(() => {
    run = inFolder({ 'before.yaml': BEFORE, 'after.yaml': HOSTILE }, cwd => runIn({ cwd }, args));
  });

  test('the names come through, and act on nothing', () => {
    expect(run.stdout).toMatch(/31m/);
    for (const text of [run.stdout, run.stderr]) {
      expect(text.match(/(?![\n\u200b])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu)).toBeNull();
      // Neither a workflow command nor its older form.
      if (form !== 'github') expect(text).not.toMatch(/^\s*(::|##\[)/m);
    }
    expect(run.stderr).not.toMatch(/internal error/);
  });

  if (form === 'json') {
    test('as JSON they are what they were', () => {
      expect(texts(JSON.parse(run.stdout)).some(text => text.includes(EVIL))).toBe(true);
    });
  }

  if (form === 'github') {
    test('every line is one annotation', () => {
      for (const line of run.stdout.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning) file=after\.yaml,line=\d+,col=\d+,title=[^:]+::[^\r\n]+$/);
    });
  }

  if (form === 'markdown') {
    test('nobody is notified, nothing is HTML or a link, no cell ends early', () => {
      const prose = run.stdout.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '');
      expect(prose).not.toMatch(/<(?!\/?(details|summary|b|code|br)>)/);
      expect(prose).not.toMatch(/(?<!\w)@\w|#\d|:\/\/|\]\(/);
      const rows = run.stdout.split('\n').filter(line => line.startsWith('|'));
      expect(rows.length).toBeGreaterThan(2);
      expect(new Set(rows.map(row => row.replace(/\\\|/g, '').split('|').length)).size).toBe(1);
      expect(run.stdout.length).toBeLessThan(65_536);
    });
  }
});

describe.each(CASES.map(({ args }) => [args.join(' '), args] as const))('%s', (_line, args) => {
  // A document that cannot be read stops some commands, so each of those stands alone.
  const broken = ['broken YAML', 'a duplicate key'];
  const together = Object.entries(SECRETS).filter(([what]) => !broken.includes(what)).map(([, text]) => text).join('---\n');

  test.each<[string, string]>([['that can be read', together], ...broken.map((what): [string, string] => [what, SECRETS[what]])])(
    "prints no Secret's data: %s", (_what, secrets) => {
      const { stdout, stderr } = inFolder({ 'before.yaml': SHOP, 'after.yaml': `${SHOP}---\n${secrets}` }, cwd => runIn({ cwd }, args));
      expect(LEAKS.filter(leak => `${stdout}${stderr}`.includes(leak))).toEqual([]);
      expect(`${stdout}${stderr}`).not.toContain('internal error');
    });
});

test("what is wrong with a Secret's data is told all the same", () => {
  const { stdout } = inFolder({ 's.yaml': SECRETS['data that is no base64'] }, cwd => runIn({ cwd }, ['check', 's.yaml']));
  expect(stdout).toContain('data.password: Invalid value: "(not shown)": must be base64: illegal base64 data');
});

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => [key, ...texts(item)]) : [];
}
