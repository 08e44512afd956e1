import { parse } from 'yaml';

/** The most errors that are kept. */
const MOST_ERRORS = 1000;

/** What Envoy Gateway logs, a JSON object a line: errors, and the status that each object would have in a cluster. */
export class EnvoyLog {
  public readonly errors: string[] = [];
  public readonly statuses = new Map<string, any>();
  private rest = '';

  public add(part: Buffer): void {
    const lines = (this.rest + part.toString('utf8')).split('\n');
    this.rest = lines.pop()!;
    for (const line of lines) this.line(line);
  }

  private line(text: string): void {
    // Most lines are of no interest, and parsing all of them costs more than the rest.
    if (!text.includes('"level":"error"') && !text.includes('Got new status')) return;
    let entry: any;
    try {
      entry = JSON.parse(text);
    } catch {
      return;
    }
    if (entry.level === 'error') {
      this.errors.push([entry.logger, entry.msg, entry.error].filter(Boolean).join(': '));
      if (this.errors.length > MOST_ERRORS) this.errors.splice(0, 1);
    }
    const status = /^Got new status for (\S+)\n([^]*)$/.exec(entry.msg ?? '');
    if (status !== null) this.statuses.set(`${status[1]} ${entry.key}`, statusOf(status[2]));
  }
}

function statusOf(text: string): any {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
