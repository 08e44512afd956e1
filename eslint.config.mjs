import js from '@eslint/js';
import stylistic from '@stylistic/eslint-plugin';
import { importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const style = {
  '@stylistic/indent': ['error', 2],
  '@stylistic/quotes': ['error', 'single', { avoidEscape: true }],
  '@stylistic/semi': ['error', 'always'],
  '@stylistic/comma-dangle': ['error', 'always-multiline'],
  '@stylistic/no-trailing-spaces': 'error',
  '@stylistic/eol-last': 'error',
  'eqeqeq': 'error',
  'max-lines': ['error', { max: 400 }],
};

export default tseslint.config(
  { ignores: ['**/node_modules/', 'lib/', 'cli/lib/', 'build/', 'dist/', 'coverage/', 'imports/'] },
  js.configs.recommended,
  { plugins: { '@stylistic': stylistic }, rules: style },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { 'import-x': importX },
    rules: {
      // Manifests are open JSON: what reads them takes any.
      '@typescript-eslint/no-explicit-any': 'off',
      // A checked map lookup or list index is said by '!'.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-exports': 'off',
    },
  },
  {
    // jsii accepts an undeclared package without a word, so the linter must not.
    files: ['src/**/*.ts'],
    rules: { 'import-x/no-extraneous-dependencies': ['error', { devDependencies: false, optionalDependencies: false }] },
  },
  {
    // Runs within the tests of users.
    files: ['jest.js'],
    languageOptions: { globals: { require: 'readonly', expect: 'readonly' } },
  },
  {
    files: ['**/*.mjs', '**/*.cjs', 'cli/bin/*.js', 'bench/**'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable', require: 'readonly', URL: 'readonly', performance: 'readonly', Buffer: 'readonly', structuredClone: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', fetch: 'readonly', AbortController: 'readonly', setInterval: 'readonly', clearInterval: 'readonly' } },
  },
);
