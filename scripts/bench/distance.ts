/** Runs with the repository and the API far away, against the least that the network allows. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type ConduitServer, startConduitServer } from '../../testing/conduit-server.ts';
import { type DelayProxy, startDelayProxy } from '../../testing/delay-proxy.ts';
import { commitsOf, gitOn, gitWithInput } from '../../testing/git.ts';
import { type HttpRemote, startHttpRemote } from '../../testing/http-remote.ts';
import { manifestOf } from './manifests.ts';
import { type Bench, type Command, median, table, timed } from './measure.ts';

const roundTripMs = 60;
const token = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';

/** How many webhooks are registered before the first round. */
const registered = 3;

/** The servers, and the ways to them. */
interface Far {
  remote: HttpRemote;
  repository: DelayProxy;
  server: ConduitServer;
  api: DelayProxy;
}

export async function benchDistance({ root, folder, rounds }: Bench & { rounds: number }): Promise<string[]> {
  const remote = await startHttpRemote(join(folder, 'remote'), { token });
  const repository = await startDelayProxy(portOf(remote.origin), roundTripMs);
  const server = await startConduitServer();
  const api = await startDelayProxy(portOf(server.url), roundTripMs);
  const far = { remote, repository, server, api };
  const workspace = join(folder, 'distance');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'output'), '');

  const action = (mode: string): Command => ({
    name: mode,
    program: process.execPath,
    args: [join(root, 'dist', 'index.js')],
    env: {
      GITHUB_WORKSPACE: workspace,
      GITHUB_OUTPUT: join(workspace, 'output'),
      GITHUB_SERVER_URL: repository.url,
      GITHUB_REPOSITORY: 'octo/repo',
      INPUT_MODE: mode,
      INPUT_MANIFEST: 'manifest.yml',
      INPUT_ENVIRONMENT: 'sandbox',
      'INPUT_GITHUB-TOKEN': token,
      'INPUT_API-URL': api.url,
      'INPUT_API-KEY': server.apiKey,
      'INPUT_API-SECRET': server.apiSecret,
    },
  });
  const declare = (count: number) => writeFileSync(join(workspace, 'manifest.yml'), manifestOf(count, false));

  try {
    declare(registered);
    await timed(action('register'));
    const ratios = { another: [] as number[], nothing: [] as number[] };
    const counts = { another: [] as number[], nothing: [] as number[] };
    for (let round = 1; round <= rounds; round += 1) {
      declare(registered + round);
      const before = repository.connections;
      const another = await timed(action('register'));
      const between = repository.connections;
      const nothing = await timed(action('register'));
      counts.another.push(between - before);
      counts.nothing.push(repository.connections - between);
      if (server.webhooks.length !== registered + round) throw new Error('nothing was registered');

      const validate = await timed(action('validate'));
      const { fetch, pushes } = await gitAlone(far, join(folder, `git-${round}`));
      const sent = await requestAlone(far);
      ratios.another.push(another / (fetch + pushes + sent + validate));
      ratios.nothing.push(nothing / (fetch + validate));
    }
    const row = (what: string, against: string, of: keyof typeof ratios) => [
      what,
      against,
      median(ratios[of]).toFixed(2),
      String(median(counts[of])),
    ];
    return [
      '## register, far away',
      '',
      `The repository, over HTTP, and the API are ${roundTripMs} ms away: a new connection takes a`,
      `round trip, too. Medians of ${rounds} rounds.`,
      '',
      ...table(
        ['run', 'against', 'ratio', 'connections to the repository'],
        [
          row('one more webhook', 'a fetch, two pushes, a request and a validate', 'another'),
          row('nothing to do', 'a fetch and a validate', 'nothing'),
        ],
      ),
    ];
  } finally {
    for (const one of [repository, api, server, remote]) await one.close();
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

/** Milliseconds of a fetch of the state and of two pushes of a commit each, by git in its own repository. */
async function gitAlone({ repository, remote }: Far, folder: string): Promise<{ fetch: number; pushes: number }> {
  const state = 'refs/conduit-webhooks/default/sandbox';
  const own = `refs/yardstick/${commitsOf(remote.git)}`;
  mkdirSync(folder);
  gitOn(folder, 'init', '--quiet', '--bare', '--template=');
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  gitOn(folder, 'config', 'http.extraHeader', `Authorization: Basic ${basic}`);
  gitOn(folder, 'config', 'maintenance.auto', 'false');
  const committer = 'committer Somebody <somebody@example.com> 1 +0000\n';
  const commit = (ref: string, text: string, parent = '') =>
    `commit ${ref}\n${committer}data 0\n${parent}M 100644 inline state.json\ndata ${text.length}\n${text}\n`;
  const [first, second] = ['refs/first', 'refs/second'];
  gitWithInput(folder, ['fast-import', '--quiet'], commit(first, 'one') + commit(second, 'two', `from ${first}\n`));

  const url = `${repository.url}/octo/repo`;
  const git = (...args: string[]) => timed({ name: `git ${args[0]}`, program: 'git', args, cwd: folder });
  const fetch = await git('fetch', '--quiet', '--no-tags', '--depth=1', url, `+${state}:${state}`);
  const pushes =
    (await git('push', '--quiet', `--force-with-lease=${own}:`, url, `${first}:${own}`)) +
    (await git('push', '--quiet', url, `${second}:${own}`));
  return { fetch, pushes };
}

/** Milliseconds of one request on a connection of its own, without a process. */
async function requestAlone({ api, server }: Far): Promise<number> {
  const start = performance.now();
  await new Promise<void>((resolve, reject) => {
    request(
      `${api.url}/webhooks`,
      {
        method: 'POST',
        agent: false,
        // Without credentials, so that it registers nothing: the way there and back is the same.
        headers: { 'Content-Type': 'application/json', 'X-API-Key': server.apiKey },
      },
      (reply) => buffer(reply).then(() => resolve(), reject),
    )
      .on('error', reject)
      .end(JSON.stringify({ url: 'https://hooks.example.com/', events: ['*'], status: 'enabled' }));
  });
  return performance.now() - start;
}
