import { UsageError } from '../exit.js';
import type { InputProblem, ManifestDocument } from './types.js';

/**
 * The most objects. With this much, what commands keep and do for each stays within 10 s and 512 MiB above the input; a
 * fleet of ten thousand services has a third of it.
 */
export const MOST_OBJECTS = 150_000;

/** The most Gateway API objects, which cost far more: `check` took 26 s and 1.8 GiB for 113 000 of them, 5 s for these. */
export const MOST_ROUTES = 15_000;

/** The most documents that cannot be read: whoever has more has given the wrong files. */
export const MOST_PROBLEMS = 10_000;

/** What has been read so far. */
export class Collection {
  readonly documents: ManifestDocument[] = [];
  readonly problems: InputProblem[] = [];
  private routes = 0;

  /** Whether so much cannot be read that reading on is of no use. */
  get hopeless(): boolean {
    return this.problems.length >= MOST_PROBLEMS;
  }

  /** @throws UsageError where there are more objects than commands can work with */
  add(document: ManifestDocument): void {
    this.documents.push(document);
    if (this.documents.length > MOST_OBJECTS) {
      throw new UsageError(`${document.file}: more than ${MOST_OBJECTS} objects in all; give fewer files at a time`);
    }
    if (String(document.object.apiVersion).startsWith('gateway.') && ++this.routes > MOST_ROUTES) {
      throw new UsageError(`${document.file}: more than ${MOST_ROUTES} Gateway API objects in all, and a gateway holds a few`
        + ' thousand; give the files of one cluster at a time');
    }
  }

  /** The last one that is kept says that reading ended there. */
  refuse(problem: InputProblem): void {
    if (this.hopeless) return;
    const last = this.problems.length === MOST_PROBLEMS - 1;
    this.problems.push(last ? { ...problem, message: `${problem.message}; ${MOST_PROBLEMS} documents could not be read, and`
      + ' what follows was not tried' } : problem);
  }
}
