// Whether the API server and `check` say the same: of what the library gives, of upstream's cases, and of random changes.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
require('ts-node').register({ transpileOnly: true, compilerOptions: { module: 'commonjs', moduleResolution: 'node10' } });
const { objectsOf, WALKS, yamlOf } = require('../../test/support/walks.ts');
const { mutated } = require('../../test-shared/support/mutate.ts');
const { ownGatewayCrds, schemaOf } = require('../../test-shared/support/crds.ts');
const random = require('../../bench/support/random.cjs');

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'ReferenceGrant', 'Gateway'];

/** Every object of every pattern at every stage, and those of dist: [where, object]. */
export function emitted(dist) {
  return [
    ...WALKS.flatMap((walk) => yamlOf(walk).flatMap((text, index) => objectsOf(text).map((object) => [`${walk.name} ${walk.steps[index].name}`, object]))),
    ...dist,
  ];
}

/** The API server takes all of it without a warning, and gives the route kinds back as they were. */
export async function takesEmitted(results, client, all) {
  const problems = [];
  let count = 0;
  for (const [where, object] of all) {
    const { status, body, warnings } = await client.apply(object, { dryRun: true });
    count++;
    if (status >= 300) problems.push(`${where}, ${object.kind} ${object.metadata.name}: ${body.message}`);
    else if (warnings.length > 0) problems.push(`${where}, ${object.kind} ${object.metadata.name}: ${warnings.join(', ')}`);
    else if (ROUTES.includes(object.kind) && !isDeepStrictEqual(body.spec, object.spec)) problems.push(`${where}, ${object.kind} ${object.metadata.name} is read back otherwise`);
  }
  results.check('what the library gives is taken without a warning, and routes are read back as they were', problems.length === 0, problems.slice(0, 10).join('\n'));
  results.figure('objects taken', count);
}

/** Upstream's own cases: both refuse, in the same words. */
export async function sameOnCases(results, client, store, shared) {
  const { cases } = JSON.parse(readFileSync(join(shared, 'corpora/gateway-api-cel.json'), 'utf8'));
  const own = cases.filter(({ kind, op, channels }) => ROUTES.includes(kind) && op === 'create' && channels.includes('standard'));
  const differences = [];
  let refused = 0;
  for (const { object } of own) {
    const { server, ours, causes, messages } = await verdicts(client, store, object);
    if (!server) refused++;
    if (server !== ours) differences.push(`${object.kind}: server ${server ? 'takes' : causes.join('; ')}, check ${ours ? 'takes' : messages.join('; ')}`);
    // The server stops after the schema; what it does say must be said here too.
    const unsaid = causes.filter((cause) => !messages.some((message) => message.includes(cause)));
    if (!server && !ours && unsaid.length > 0) differences.push(`not said by check: ${unsaid.join('; ')} (it says ${messages.join('; ')})`);
  }
  results.check('upstream\'s cases: the same verdict, and the official words', differences.length === 0 && refused > 50, differences.slice(0, 10).join('\n'));
  results.figure('upstream cases', { all: own.length, refused });
}

/** Random changes of valid objects. */
export async function sameOnMutations(results, client, store, valid, count) {
  const next = random.generator(7);
  const whole = () => Math.floor(next() * 2 ** 31);
  const crds = ownGatewayCrds('standard');
  const differences = [];
  const begun = performance.now();
  let taken = 0;
  for (let i = 0; i < count; i++) {
    const object = valid[whole() % valid.length];
    const changed = mutated(object, schemaOf(crds, object.kind), whole);
    const { server, ours, causes, messages } = await verdicts(client, store, changed);
    if (server) taken++;
    if (server !== ours) differences.push(`${JSON.stringify(changed.spec).slice(0, 300)}: server ${server ? 'takes' : causes.join('; ')}, check ${ours ? 'takes' : messages.join('; ')}`);
  }
  results.check('random changes: the same verdict', differences.length === 0, `${differences.length} differ:\n${differences.slice(0, 8).join('\n')}`);
  results.figure('random changes', { all: count, taken, refused: count - taken, differ: differences.length, seconds: Math.round((performance.now() - begun) / 100) / 10 });
}

async function verdicts(client, store, object) {
  const { status, body } = await client.create({ ...object, metadata: { ...object.metadata, namespace: 'default' } }, '?dryRun=All&fieldValidation=Strict');
  const messages = store.validate(object).filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const causes = (body.details?.causes ?? []).map(({ message }) => /^Invalid value: (?:"object"|\{.*?\}|\[.*?\]|[^:]*): (.*)$/s.exec(message)?.[1] ?? message);
  return { server: status < 300, ours: messages.length === 0, causes: causes.length > 0 ? ofRules(causes) : [], messages };
}

/** Words of the CRD's own rules; those of the schema are the server's own, and ours are worded for people. */
function ofRules(causes) {
  return causes.filter((cause) => !/^(Required value|Unsupported value|Too many|Too long|Duplicate value|Invalid value|.*in body (should|must)|.*should (match|be)|unknown field|must be|some validation rules)/.test(cause));
}
