/**
 * Measures the bundle and its peers, and prints Markdown. `npm run bench` shows it; with `-- --write` it is kept
 * in `docs/benchmarks.md`. Every figure is a ratio within this run: absolute times say more of the machine.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchDistance } from './bench/distance.ts';
import { benchRegister } from './bench/register.ts';
import { benchValidate } from './bench/validate.ts';

const { values: flags } = parseArgs({
  options: {
    write: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '21' },
  },
});
const root = join(import.meta.dirname, '..');
const rounds = Number(flags.rounds);

if (!existsSync(join(root, 'bench', 'node_modules'))) {
  execFileSync('npm', ['ci', '--silent'], { cwd: join(root, 'bench'), stdio: 'inherit' });
}

const folder = mkdtempSync(join(tmpdir(), 'conduit-webhooks-bench-'));
try {
  const parts = [
    '# Benchmarks',
    '',
    `Made by \`npm run bench -- --write\` on ${new Date().toISOString().slice(0, 10)}, on ${cpus().length} cores with Node.js ${process.versions.node}. Whole processes, ` +
      `interleaved, ${rounds} rounds; each figure is the median of the ratios to \`node\` on an empty file in the same round.`,
    '',
    ...(await benchValidate({ root, folder, rounds })),
    ...(await benchRegister({ root, folder })),
    ...(await benchDistance({ root, folder, rounds })),
    '## Bundle',
    '',
    '| file | kB |',
    '|---|---|',
    ...readdirSync(join(root, 'dist'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => `| ${name} | ${(statSync(join(root, 'dist', name)).size / 1000).toFixed(0)} |`),
    '',
    'validate loads `index.js` alone.',
    '',
  ];
  const report = parts.join('\n');
  process.stdout.write(`${report}\n`);
  if (flags.write) {
    mkdirSync(join(root, 'docs'), { recursive: true });
    writeFileSync(join(root, 'docs', 'benchmarks.md'), report);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
