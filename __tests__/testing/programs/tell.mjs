/** Says what it is given: the environment in an output, a line on each stream, the second one of stderr. */
import { appendFileSync, writeSync } from 'node:fs';

appendFileSync(process.env.GITHUB_OUTPUT, `env=${JSON.stringify(process.env)}\n`);
writeSync(1, '::add-mask::the-hidden-value\r\nout the-hidden-value');
writeSync(2, Buffer.from('err ✓\n'));
