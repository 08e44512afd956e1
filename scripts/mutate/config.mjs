/** What is mutated, and which tests look. */
export default {
  mutate: ['src/proof'],
  tests: ['test/proof', 'test/pattern'],
  // Random tests that take seconds each: every survivor would wait for them. What they find belongs into a case of its own.
  without: [
    'agreement.test.ts', 'told-apart.test.ts', 're2/properties.test.ts', 'pattern/properties.test.ts', 'pattern/stage-walk.test.ts', 'pattern/snapshots.test.ts',
  ],
};
