/** Whatever stops a run is in the log, in an annotation and in the job summary. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { RunOptions } from '../../testing/runner/index.ts';
import { ownLines, summaryText } from './api/helpers.ts';
import { errorsOf, type World, world } from './github/helpers.ts';

interface Stop {
  name: string;
  /** What comes before the run, and how it is run. One plain webhook `payments` is declared and registered already. */
  act(here: World): Promise<Partial<RunOptions>> | Partial<RunOptions>;
  says: RegExp;
}

const plain = { payments: {} };
const moved = { payments: { url: 'https://hooks.example.com/moved' } };
const idOf = ({ conduit }: World) => conduit.webhooks[0]?.id ?? '';

const stops: Stop[] = [
  {
    name: 'an input',
    act: () => ({ inputs: { concurrency: '0' } }),
    says: /The input "concurrency" is "0"/,
  },
  {
    name: 'no credentials',
    act: () => ({ inputs: { 'api-key': '' } }),
    says: /Register needs the Conduit credentials/,
  },
  {
    name: 'a manifest that is not there',
    act: () => ({ inputs: { manifest: 'missing.yml' } }),
    says: /The manifest does not exist/,
  },
  {
    name: 'a manifest with an error',
    act: (here) => {
      here.declare({ payments: { status: 'active' } });
      return {};
    },
    says: /Unknown status "active"/,
  },
  {
    name: 'no repository',
    act: () => ({ inputs: { state: 'git' }, env: { GITHUB_SERVER_URL: 'file:///nonexistent' } }),
    says: /The state \(refs.*\) could not be read/,
  },
  {
    name: 'a state file that is damaged',
    act: ({ workspace }) => {
      writeFileSync(join(workspace, 'damaged.json'), '{');
      return { inputs: { state: 'file:damaged.json' } };
    },
    says: /The state .* is damaged/,
  },
  {
    name: 'no output file',
    act: () => ({ env: { GITHUB_OUTPUT: '/nonexistent/output' } }),
    says: /The step outputs cannot be written/,
  },
  {
    name: 'no token for a GitHub secret',
    act: (here) => {
      here.declare({ payments: {}, refunds: 'REFUNDS_SECRET' });
      return { inputs: { 'secrets-token': '' } };
    },
    says: /refunds: the signing secret cannot be stored in its GitHub secret/,
  },
  {
    name: 'a token that may not write GitHub secrets',
    act: (here) => {
      here.declare({ payments: {}, refunds: 'REFUNDS_SECRET' });
      const { readToken } = here.github;
      return { inputs: { 'secrets-token': readToken }, secrets: [readToken] };
    },
    says: /The secrets of the repository octo\/repo cannot be written/,
  },
  {
    name: 'a GitHub secret that is taken',
    act: (here) => {
      here.declare({ payments: {}, refunds: 'REFUNDS_SECRET' });
      here.github.set('REFUNDS_SECRET', 'of somebody');
      return {};
    },
    says: /refunds: the GitHub secret REFUNDS_SECRET already exists/,
  },
  {
    name: 'decisions that contradict each other',
    act: async (here) => {
      here.declare(moved);
      const [keep = ''] = /keep payments [0-9a-f]{8}/.exec((await here.run()).log) ?? [];
      return { inputs: { decisions: `${keep}\nreplace payments ${idOf(here)}` } };
    },
    says: /contradict each other/,
  },
  {
    name: 'a decision about a webhook that is in use',
    act: (here) => ({ inputs: { decisions: `gone payments ${idOf(here)}` } }),
    says: /gone payments whk_\w+: payments is still in the manifest/,
  },
  {
    name: 'an ID of another webhook',
    act: (here) => {
      here.declare({ payments: {}, refunds: { id: idOf(here) } });
      return {};
    },
    says: /refunds: `?id`? whk_\w+ already belongs to payments/,
  },
  {
    name: 'a run that is older than the state',
    act: (here) => {
      here.declare(moved);
      return { env: { GITHUB_RUN_ID: '8000' } };
    },
    says: /A newer run, \[?run 9001/,
  },
  {
    name: 'an error of our own',
    act: () => {
      const fault = `Array.prototype.toSorted = () => { throw new TypeError('::error::a bug'); };`;
      const url = `data:text/javascript,${encodeURIComponent(fault)}`;
      return { env: { NODE_OPTIONS: `--import=${url}`, RUNNER_DEBUG: '1' } };
    },
    says: /error of its own, TypeError\. No requests were sent to Conduit\./,
  },
  {
    name: 'a question',
    act: (here) => {
      here.declare(moved);
      return {};
    },
    says: /payments: the manifest changed/,
  },
  {
    name: 'a state of another API URL',
    act: (here) => ({ inputs: { 'api-url': `${here.conduit.url}/gateway` } }),
    says: /written for another Conduit API URL/,
  },
];

it('is shown wherever a person looks, and stops that run alone', async () => {
  const here = await world(plain);
  await here.run();
  for (const { name, act, says } of stops) {
    here.declare(plain);
    const result = await here.run(await act(here));
    expect(result, name).toMatchObject({ exitCode: 1, conclusion: 'failure' });
    expect(errorsOf(result), name).toMatch(says);
    const printed = ownLines(result).filter((line) => /^[✗?] /.test(line));
    expect(printed.join('\n'), name).toMatch(says);
    expect(summaryText(result), name).toMatch(says);
    expect(here.conduit.requests, name).toHaveLength(1);
    if (name === 'an error of our own') {
      expect(result.log).toMatch(/^##\[debug\]state\.read: done, \d+ ms$/m);
      expect(result.log).toMatch(/^ {4}at .*dist\/.*:\d+:\d+/m);
      expect(result.stdout.toString()).not.toContain('a bug');
      expect(errorsOf(result)).toMatch(/Report it.*https:.*\/issues\b/);
    }
  }
});
