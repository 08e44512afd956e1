#!/usr/bin/env node
import { main } from '../lib/main.js';

// Until a command has ended, the work is not done: a prompt whose input closes would otherwise leave with 0.
process.exitCode = 2;
main(process.argv.slice(2)).then(code => {
  process.exitCode = code;
});
