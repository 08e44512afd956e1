// What a run found: checks that passed or failed, figures, and what was skipped and why. Written as JSON and as text.

/** Collects the results of one suite. */
export class Results {
  constructor(suite, print = (line) => console.log(line)) {
    this.suite = suite;
    this.print = print;
    this.checks = [];
    this.figures = {};
    this.skipped = [];
    this.disagreements = [];
    this.started = Date.now();
  }

  /** One statement that holds or not. `detail` says what was seen where it does not. */
  check(name, ok, detail = '') {
    this.checks.push({ name, ok: ok === true, detail: ok === true ? '' : String(detail) });
    this.print(`${ok === true ? 'ok  ' : 'FAIL'} ${this.suite}: ${name}${ok === true || detail === '' ? '' : `\n       ${detail}`}`);
    return ok === true;
  }

  /** A part that cannot be run here, in so many words. */
  skip(name, why) {
    this.skipped.push({ name, why });
    this.print(`skip ${this.suite}: ${name}: ${why}`);
  }

  /** A figure for the report: versions, cases, times. */
  figure(name, value) {
    this.figures[name] = value;
    this.print(`     ${this.suite}: ${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`);
  }

  /** Something where the part and we differ, whether or not it counts as a failure. */
  disagreement(what) {
    this.disagreements.push(what);
  }

  toJson() {
    return {
      suite: this.suite,
      seconds: Math.round((Date.now() - this.started) / 100) / 10,
      passed: this.checks.filter(({ ok }) => ok).length,
      failed: this.checks.filter(({ ok }) => !ok),
      skipped: this.skipped,
      figures: this.figures,
      disagreements: this.disagreements,
    };
  }
}
