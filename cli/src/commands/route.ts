import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { CliCommand, Context } from '../command.js';
import { visible } from '../escape.js';
import { Exit, UsageError } from '../exit.js';
import { readModel } from '../input/model.js';
import type { TrafficModel } from '../library.js';
import { suggestion } from '../nearest.js';
import { addCommonOptions, formatOf, type CommonOptions } from '../options.js';
import { withProgress } from '../progress.js';
import { addRequestOptions, requestOf, requestsOf, type RequestOptions } from '../route/requests.js';
import { renderDecision, renderDecisions, renderExplanation, type Decided } from '../route/text.js';

const FORMATS = ['text', 'json'] as const;

type RouteOptions = CommonOptions & RequestOptions & {
  readonly requests?: string;
  readonly classes?: boolean;
  readonly explain?: boolean;
  readonly complete?: boolean;
};

/** `route`: which route and rule answers a request, and the share of each backend. */
export const route: CliCommand = {
  name: 'route',
  summary: 'which route and rule answers a request, and the share of each backend',

  configure(command: Command): void {
    command.argument('<manifests...>', 'files, folders, - for standard input, or git:REV:PATH');
    addRequestOptions(command);
    command
      .option('--gateway <gateway>', 'NAMESPACE/NAME of the Gateway that it arrives at')
      .option('--port <port>', 'port of the listener that it arrives at')
      .option('--listener <name>', 'name of the listener that it arrives at')
      .option('--requests <file>', 'JSON list of requests, - for standard input')
      .option('--classes', 'every request that can tell the rules apart')
      .option('--explain', 'the matches in order of precedence, and what decided')
      .option('--complete', 'the manifests are all there is: a Service or Gateway outside of them does not exist');
    addCommonOptions(command, FORMATS);
    command.addHelpText('after', `
Examples:
  cdk8s-traffic route dist --path /api/version -H 'x-api-tier: premium'
  cdk8s-traffic route dist --grpc shop.v1.Cart/AddItem --explain
  cdk8s-traffic route git:main:dist --requests requests.json --json
  kubectl get gateways,httproutes,services,referencegrants -A -o yaml | cdk8s-traffic route - --classes --complete`);
  },

  async run(command: Command, context: Context): Promise<number> {
    const options = command.opts<RouteOptions>();
    const format = formatOf(options, FORMATS);
    const single = requestOf(options);
    checkQuestion(options, single !== undefined, command.args);
    // Requests first: a mistake in them is told before much is read.
    const listed = options.requests === undefined ? undefined : requestsOf(await textOf(options.requests, context), options.requests);
    const model = await readModel(command.args, { complete: options.complete }, context);
    if (single?.gateway !== undefined && !model.gateways.includes(single.gateway)) {
      throw new UsageError(`--gateway is ${single.gateway}, but there is none such. ${suggestion(single.gateway, model.gateways)}`);
    }
    if (single !== undefined) return one(model, { request: single, decision: model.decide(single) }, options, format, context);
    const decided = await withProgress<Decided[]>(context.console, 'listing the kinds of requests', step => {
      const asked: Pick<Decided, 'name' | 'request'>[] = listed?.map(request => ({ request })) ?? [...model.classes()];
      return asked.map(({ name, request }, index) => {
        step(`deciding request ${index + 1} of ${asked.length}`);
        return { name, request, decision: model.decide(request) };
      });
    });
    many(decided, format, context);
    return Exit.done;
  },
};

function one(model: TrafficModel, decided: Decided, { explain }: RouteOptions, format: string, { console }: Context): number {
  const explanation = explain ? model.explain(decided.request) : undefined;
  if (format === 'json') {
    const { candidates, misses, listeners } = explanation ?? {};
    console.json({ ...decided.decision.toJson(), ...(explanation === undefined ? {} : { explanation: { candidates, misses, listeners } }) });
    return Exit.done;
  }
  console.answer(renderDecision(decided, console));
  if (explanation !== undefined) console.answer(`\n${renderExplanation(explanation, console, console.tableWidth)}`);
  return Exit.done;
}

function many(decided: readonly Decided[], format: string, { console }: Context): void {
  if (format === 'json') {
    console.json(decided.map(({ name, request, decision }) => name === undefined ? decision.toJson()
      : { name, request: request.toJson(), ...decision.toJson() }));
    return;
  }
  console.answer(renderDecisions(decided, console, console.tableWidth));
  const notes = new Set(decided.flatMap(({ decision }) => decision.notes));
  notes.forEach(note => console.note(`note: ${visible(note)}`));
}

function checkQuestion(options: RouteOptions, single: boolean, manifests: readonly string[]): void {
  const asked = [single, options.requests !== undefined, options.classes === true].filter(Boolean).length;
  if (asked === 0) throw new UsageError('no request given; say --path PATH or --grpc SERVICE/METHOD for one, --requests FILE for many, or --classes for all kinds there are');
  if (asked > 1) throw new UsageError('a single request (--path, --grpc), --requests and --classes exclude each other; give one of them');
  if (options.explain && !single) throw new UsageError('--explain explains a single request; give --path or --grpc');
  if (options.requests === '-' && manifests.includes('-')) throw new UsageError('the manifests and --requests cannot both be read from standard input');
  const flags = ['host', 'method', 'header', 'query', 'gateway', 'port', 'listener'] as const;
  const stray = single ? undefined : flags.find(flag => options[flag] !== undefined);
  if (stray !== undefined) throw new UsageError(`--${stray} belongs to a single request; give it with --path or --grpc, or write it into the requests`);
}

async function textOf(file: string, { terminal }: Context): Promise<string> {
  if (file !== '-') {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UsageError(`--requests: ${file} cannot be read (${code === 'ENOENT' ? 'no such file' : code})`);
    }
  }
  const parts: Buffer[] = [];
  for await (const part of terminal.input) parts.push(Buffer.from(part as Buffer));
  return Buffer.concat(parts).toString('utf8');
}
