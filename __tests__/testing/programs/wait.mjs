/** Heeds SIGINT alone, and ends no earlier. */
import { writeSync } from 'node:fs';

process.on('SIGINT', () => {
  writeSync(1, 'bye');
  process.exit(130);
});
process.on('SIGTERM', () => writeSync(1, 'no\n'));
writeSync(1, 'ready\n');
setInterval(() => undefined, 1000);
