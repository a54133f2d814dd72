/**
 * Each question and each decision that answers it, typed as it was printed and left in place: through two more runs
 * and an edit.
 */
import { expect, onTestFinished, test } from 'vitest';
import type { ConduitServerOptions } from '../../../testing/conduit-server.ts';
import { startGitHubServer } from '../../../testing/github-server.ts';
import type { Declared } from '../../../testing/manifests.ts';
import type { RunOptions } from '../../../testing/runner/index.ts';
import { conduit } from '../support.ts';
import { decide, httpProject, output, type Project, printed, printedIn } from './support.ts';

/** A manifest, and what the run is given beside it. */
interface Given {
  webhooks: Record<string, Declared>;
  options?: Partial<RunOptions>;
}

interface Row {
  question: string;
  /** Verb and name of the decision. */
  decision: string;
  /** Where it is typed; the manifest unless given. */
  where?: 'input';
  respond?: () => ConduitServerOptions['respond'];
  /** Leads up to the question. */
  raise(story: Project): Promise<Given>;
  /** Requests that carrying it out takes. */
  requests: 0 | 1;
  /** What is recorded then of the declared webhook; `first` is the ID that was created first. */
  record(first: string | undefined, last: string): object;
}

const adoptedId = `whk_${'a'.repeat(27)}`;
const oneUrl = { url: 'https://hooks.example.com/one' };

/** The first request arrives, and its answer does not. */
function loseFirst(): ConduitServerOptions['respond'] {
  let isFirst = true;
  return (_, reply, next) => {
    if (isFirst) reply.destroy();
    else next();
    isFirst = false;
  };
}

async function registered(story: Project, webhooks: Record<string, Declared> = { payments: {} }) {
  const result = await story.register(webhooks);
  expect(result.exitCode, result.log).toBe(0);
}

const table: Row[] = [
  {
    question: 'moved',
    decision: 'keep @state',
    async raise(story) {
      await registered(story);
      const { apiKey, apiSecret } = story.server;
      const gateway = await conduit({ apiKey, apiSecret });
      return { webhooks: { payments: {} }, options: { inputs: { 'api-url': gateway.url } } };
    },
    requests: 0,
    record: (first) => ({ current: { id: first }, replaced: [] }),
  },
  {
    question: 'unknown',
    decision: 'gone payments',
    respond: loseFirst,
    async raise(story) {
      await story.register({ payments: {} });
      return { webhooks: { payments: {} } };
    },
    requests: 1,
    record: (first) => ({ current: { id: first }, gone: [expect.stringMatching(/^try_/)] }),
  },
  {
    question: 'renamed',
    decision: 'keep fresh',
    async raise(story) {
      await registered(story, { old: oneUrl });
      return { webhooks: { fresh: oneUrl } };
    },
    requests: 0,
    record: (first) => ({ current: { id: first } }),
  },
  {
    question: 'renamed',
    decision: 'replace fresh',
    where: 'input',
    async raise(story) {
      await registered(story, { old: oneUrl });
      return { webhooks: { fresh: oneUrl } };
    },
    requests: 1,
    record: (first, last) => ({ current: { id: last }, replaced: [first] }),
  },
  {
    question: 'returned',
    decision: 'keep payments',
    where: 'input',
    async raise(story) {
      await registered(story);
      await registered(story, {});
      return { webhooks: { payments: {} } };
    },
    requests: 0,
    record: (first) => ({ current: { id: first }, replaced: [], gone: [] }),
  },
  {
    question: 'returned',
    decision: 'gone payments',
    async raise(story) {
      await registered(story);
      await registered(story, {});
      return { webhooks: { payments: {} } };
    },
    requests: 1,
    record: (first, last) => ({ current: { id: last }, gone: [first] }),
  },
  {
    question: 'another ID',
    decision: 'gone payments',
    async raise(story) {
      await registered(story);
      return { webhooks: { payments: { id: adoptedId } } };
    },
    requests: 0,
    record: (first) => ({ current: { id: adoptedId, origin: 'adopted' }, gone: [first] }),
  },
  {
    question: 'changed',
    decision: 'replace payments',
    async raise(story) {
      await registered(story);
      return { webhooks: { payments: { events: ['customer.*'] } } };
    },
    requests: 1,
    record: (first, last) => ({ current: { id: last, origin: 'created' }, replaced: [first] }),
  },
  {
    question: 'changed',
    decision: 'keep payments',
    async raise(story) {
      await registered(story);
      return { webhooks: { payments: { events: ['customer.*'] } } };
    },
    requests: 0,
    record: (first) => ({ current: { id: first, patterns: ['customer.*'] }, replaced: [] }),
  },
  {
    question: 'unstored',
    decision: 'replace payments',
    where: 'input',
    async raise(story) {
      const github = await startGitHubServer();
      onTestFinished(() => github.close());
      await registered(story);
      return {
        webhooks: { payments: { secret: 'PAYMENTS' } },
        options: {
          inputs: { 'secrets-token': github.token },
          env: { GITHUB_API_URL: github.url },
        },
      };
    },
    requests: 1,
    record: (first, last) => ({ current: { id: last }, replaced: [first] }),
  },
];

test.each(table)('$question, answered by "$decision": once, however long it stays', async (row) => {
  const { question, decision, where = 'manifest', respond, raise, requests } = row;
  const story = await httpProject({ respond: respond?.() });
  const { webhooks, options = {} } = await raise(story);
  const name = Object.keys(webhooks)[0] as string;
  const { server } = story;
  const before = server.requests.length;
  const sent = () => server.requests.length - before;
  const first = server.webhooks[0]?.id;

  const asked = await story.register(webhooks, options);
  const planned = await story.plan(options);
  const line = printed(asked, decision);
  for (const result of [asked, planned]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(result.log).toMatch(
      new RegExp(`^\\? ${name} +${question === 'moved' ? '' : question}`, 'm'),
    );
    expect(output(result, 'undecided')).toEqual([name]);
    expect(printed(result, decision)).toBe(line);
  }
  expect(sent()).toBe(0);

  const decided = { ...options, inputs: { ...options.inputs } };
  if (where === 'manifest') decide(story, [line]);
  else decided.inputs.decisions = line;
  const done = await story.register(webhooks, decided);
  expect(done.exitCode, done.log).toBe(0);
  expect(sent()).toBe(requests);
  expect(done.log).toMatch(new RegExp(`^✓ Carried out.*\\n {4}${line}$`, 'm'));
  expect(done.log.includes('Not verified')).toBe(!line.startsWith('replace'));
  const recorded = story.record(name);
  expect(recorded).toMatchObject(row.record(first ?? server.webhooks[0]?.id, story.lastId()));
  expect(Object.keys(story.state().webhooks)).toEqual([name]);
  expect(output(done, 'ids')).toEqual({ [name]: recorded?.current?.id });

  for (const again of [
    await story.register(webhooks, decided),
    await story.register(webhooks, decided),
  ]) {
    expect(again.exitCode, again.log).toBe(0);
    expect(output(again, 'unchanged')).toEqual([name]);
    expect(again.log).toMatch(new RegExp(`^· .*nothing to decide now.*${line}`, 'm'));
  }
  const { status = 'enabled' } = webhooks[name] ?? {};
  const other = { ...webhooks[name], status: status === 'enabled' ? 'disabled' : 'enabled' };
  const edited = await story.register({ [name]: other }, decided);
  expect(edited.exitCode, edited.log).toBe(1);
  expect(edited.log).toMatch(new RegExp(`^\\? ${name} +changed`, 'm'));
  expect(printedIn(edited)).not.toContain(line);
  expect(sent()).toBe(requests);
  expect(story.record(name)).toEqual(recorded);
});
