import { UsageError } from '../exit.js';

/** The cluster could not be read. */
export class LiveError extends UsageError {
  constructor(
    message: string,
    /** Whether it may go by itself: the server was busy or out of reach. */
    public readonly transient: boolean,
    /** Whether whatever else is asked of this cluster would fail as well. */
    public readonly fatal: boolean,
  ) {
    super(message);
  }
}
