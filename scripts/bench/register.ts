/** register, against what the server's latency allows at best, and against a script that only sends the requests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ConduitServer, startConduitServer } from '../../testing/conduit-server.ts';
import { manifestOf } from './manifests.ts';
import { type Bench, median, table, timed } from './measure.ts';

const webhooks = 100;
const latencyMs = 50;
const rounds = 7;

interface Program {
  file: string;
  env: Record<string, string>;
}

export async function benchRegister({ root, folder }: Bench): Promise<string[]> {
  const workspace = join(folder, 'register');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'manifest.yml'), manifestOf(webhooks, false));

  const action = (server: ConduitServer, concurrency: string, inputs: Record<string, string> = {}): Program => {
    writeFileSync(join(workspace, 'output'), '');
    return {
      file: join(root, 'dist', 'index.js'),
      env: {
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: join(workspace, 'output'),
        INPUT_MODE: 'register',
        INPUT_MANIFEST: 'manifest.yml',
        INPUT_ENVIRONMENT: 'sandbox',
        INPUT_STATE: 'none',
        INPUT_CONCURRENCY: concurrency,
        'INPUT_API-URL': server.url,
        'INPUT_API-KEY': server.apiKey,
        'INPUT_API-SECRET': server.apiSecret,
        ...inputs,
      },
    };
  };
  const bare = (server: ConduitServer, concurrency: string): Program => ({
    file: join(import.meta.dirname, 'bare-register.mjs'),
    env: {
      API_URL: server.url,
      API_KEY: server.apiKey,
      API_SECRET: server.apiSecret,
      WEBHOOKS: String(webhooks),
      CONCURRENCY: concurrency,
    },
  });

  const rows: string[][] = [];
  for (const concurrency of [1, 4, 8, 16]) {
    const ideal = Math.ceil(webhooks / concurrency) * latencyMs;
    const ratios = { ideal: [] as number[], bareIdeal: [] as number[], bare: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      const ours = await timeOf((server) => action(server, String(concurrency)));
      const theirs = await timeOf((server) => bare(server, String(concurrency)));
      ratios.ideal.push(ours / ideal);
      ratios.bareIdeal.push(theirs / ideal);
      ratios.bare.push(ours / theirs);
    }
    const medians = Object.values(ratios).map((values) => median(values).toFixed(2));
    rows.push([String(concurrency), String(ideal), ...medians]);
  }
  return [
    '## register',
    '',
    `${webhooks} webhooks at a server that takes ${latencyMs} ms for each; the ideal is ⌈webhooks / concurrency⌉ × latency. The bare script`,
    'sends the same number of requests and does nothing else. Start included.',
    '',
    ...table(
      [
        'concurrency',
        'ideal, ms',
        'this action against the ideal',
        'a bare script against the ideal',
        'this action against the bare script',
      ],
      rows,
    ),
    '## register, with verify',
    '',
    `${webhooks} registered webhooks and nothing to do, at the same server, ${readers} readings at a time: the run against ⌈webhooks / concurrency⌉ ×`,
    'latency and the same run without `verify`.',
    '',
    ...table(['ideal, ms', 'ratio'], [await verifyRow(action)]),
  ];
}

const readers = 8;

/** Reading 100 webhooks, against what the latency allows at best. */
async function verifyRow(
  action: (server: ConduitServer, concurrency: string, inputs: Record<string, string>) => Program,
): Promise<string[]> {
  const ideal = Math.ceil(webhooks / readers) * latencyMs;
  const server = await startConduitServer({ latencyMs });
  const timeWith = (verify: boolean) => {
    const inputs = { INPUT_STATE: 'file:state.json', INPUT_VERIFY: String(verify) };
    return timeOfProgram(action(server, String(readers), inputs));
  };
  try {
    await timeWith(false);
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const without = await timeWith(false);
      ratios.push((await timeWith(true)) / (ideal + without));
    }
    const reads = server.requests.filter(({ method }) => method === 'GET').length;
    if (reads !== rounds * webhooks) throw new Error(`${reads} webhooks were read`);
    return [String(ideal), median(ratios).toFixed(2)];
  } finally {
    await server.close();
  }
}

function timeOfProgram({ file, env }: Program): Promise<number> {
  return timed({ name: file, program: process.execPath, args: [file], env });
}

/** Milliseconds that a program takes to create every webhook at a server of its own. */
async function timeOf(programFor: (server: ConduitServer) => Program): Promise<number> {
  const server = await startConduitServer({ latencyMs });
  try {
    const program = programFor(server);
    const time = await timeOfProgram(program);
    if (server.webhooks.length !== webhooks) throw new Error(`${program.file} did not register all`);
    return time;
  } finally {
    await server.close();
  }
}
