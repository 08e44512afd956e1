/** What is mutated, and which tests look at it: the first entry that a file is under counts. */
export default {
  all: 'src/proof',
  tests: [
    ['src/proof/re2', ['test/proof/re2']],
    ['src/proof/rules', ['test/proof/rules', 'test/proof/route-conflicts.test.ts']],
    ['src/proof/plan', ['test/proof/plan']],
    ['src', ['test/proof', 'test/pattern']],
  ],
  // Random tests and tables that take seconds each: every survivor would wait for them. What they find belongs into a case of its own.
  without: [
    'agreement.test.ts', 'told-apart.test.ts', 're2/properties.test.ts', 'pattern/properties.test.ts', 'pattern/stage-walk.test.ts',
    'pattern/snapshots.test.ts', 'plan/transitions/legal-moves.test.ts',
  ],
};
