import { WALKS, yamlOf } from './walks';

// Run in a process of its own, with another time zone and locale.
process.stdout.write(JSON.stringify(WALKS.map(yamlOf)));
