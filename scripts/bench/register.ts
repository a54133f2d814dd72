/** register, against what the server's latency allows at best. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startConduitServer } from '../conduit-server.ts';
import { manifestOf } from './manifests.ts';
import { type Bench, median, table } from './measure.ts';

const webhooks = 100;
const latencyMs = 50;
const rounds = 5;

export async function benchRegister({ root, folder }: Bench): Promise<string[]> {
  const workspace = join(folder, 'register');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'manifest.yml'), manifestOf(webhooks, false));
  writeFileSync(join(workspace, 'output'), '');
  const rows: string[][] = [];
  for (const concurrency of [1, 4, 8, 16]) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const server = await startConduitServer({ latencyMs });
      const start = process.hrtime.bigint();
      const child = spawn(process.execPath, [join(root, 'dist', 'index.js')], {
        stdio: 'ignore',
        env: {
          PATH: process.env.PATH ?? '',
          GITHUB_WORKSPACE: workspace,
          GITHUB_OUTPUT: join(workspace, 'output'),
          INPUT_MODE: 'register',
          INPUT_MANIFEST: 'manifest.yml',
          INPUT_ENVIRONMENT: 'sandbox',
          INPUT_STATE: 'none',
          INPUT_CONCURRENCY: String(concurrency),
          'INPUT_API-URL': server.url,
          'INPUT_API-KEY': server.apiKey,
          'INPUT_API-SECRET': server.apiSecret,
        },
      });
      const [code] = await once(child, 'exit');
      times.push(Number(process.hrtime.bigint() - start) / 1e6);
      if (code !== 0 || server.webhooks.length !== webhooks) throw new Error('register failed');
      await server.close();
    }
    const ideal = Math.ceil(webhooks / concurrency) * latencyMs;
    rows.push([String(concurrency), String(ideal), (median(times) / ideal).toFixed(2)]);
  }
  return [
    '## register',
    '',
    `${webhooks} webhooks at a server that takes ${latencyMs} ms for each; the ideal is ⌈webhooks / concurrency⌉ × latency. Start included.`,
    '',
    ...table(['concurrency', 'ideal, ms', 'against the ideal'], rows),
  ];
}
