/**
 * Each question and each decision that answers it, pasted as it was printed and left in place: through two more runs
 * and an edit. All are asked about one manifest, a webhook each.
 */
import { expect, onTestFinished, test } from 'vitest';
import { piecesIn, printed, printedIn } from '../../../testing/decisions.ts';
import { startGitHubServer } from '../../../testing/github-server.ts';
import type { Declared } from '../../../testing/manifests.ts';
import { output, project } from './support.ts';

interface Row {
  question: string;
  /** The decision. */
  verb: 'gone' | 'keep' | 'replace';
  /** The webhook's name when the question is raised. */
  name: string;
  /** Where it goes: into the input as its line alone, into the manifest as the summary's whole piece of YAML. */
  where?: 'input';
  /** What two register runs find declared before the question is raised. */
  before: [Record<string, Declared>, Record<string, Declared>];
  /** What raises it. */
  declared: Declared;
  /** Requests that carrying it out takes. */
  requests: 0 | 1;
  /** What is recorded then; `first` is the ID that was created first. */
  record(first: string | undefined, last: string | undefined): object;
}

const adoptedId = `whk_${'a'.repeat(27)}`;
const [one, two] = [{ url: 'https://hooks.example.com/1' }, { url: 'https://hooks.example.com/2' }];

const table: Row[] = [
  {
    question: 'unconfirmed',
    verb: 'gone',
    name: 'lost',
    before: [{}, { lost: {} }],
    declared: {},
    requests: 1,
    record: (first) => ({ current: { id: first }, gone: [expect.stringMatching(/^req_/)] }),
  },
  {
    question: 'renamed',
    verb: 'keep',
    name: 'fresh',
    before: [{ old: one }, { old: one }],
    declared: one,
    requests: 0,
    record: (first) => ({ current: { id: first } }),
  },
  {
    question: 'renamed',
    verb: 'replace',
    name: 'newer',
    where: 'input',
    before: [{ older: two }, { older: two }],
    declared: two,
    requests: 1,
    record: (first, last) => ({ current: { id: last }, replaced: [first] }),
  },
  {
    question: 're-added',
    verb: 'keep',
    name: 'back',
    where: 'input',
    before: [{ back: {} }, {}],
    declared: {},
    requests: 0,
    record: (first) => ({ current: { id: first }, replaced: [], gone: [] }),
  },
  {
    question: 're-added',
    verb: 'gone',
    name: 'deleted',
    before: [{ deleted: {} }, {}],
    declared: {},
    requests: 1,
    record: (first, last) => ({ current: { id: last }, gone: [first] }),
  },
  {
    question: 'ID differs',
    verb: 'gone',
    name: 'adopted',
    before: [{ adopted: {} }, { adopted: {} }],
    declared: { id: adoptedId },
    requests: 0,
    record: (first) => ({ current: { id: adoptedId, origin: 'adopted' }, gone: [first] }),
  },
  {
    question: 'changed',
    verb: 'replace',
    name: 'replaced',
    where: 'input',
    before: [{ replaced: {} }, { replaced: {} }],
    declared: { events: ['customer.*'] },
    requests: 1,
    record: (first, last) => ({ current: { id: last, origin: 'created' }, replaced: [first] }),
  },
  {
    question: 'changed',
    verb: 'keep',
    name: 'kept',
    before: [{ kept: {} }, { kept: {} }],
    declared: { events: ['customer.*'] },
    requests: 0,
    record: (first) => ({ current: { id: first, patterns: ['customer.*'] }, replaced: [] }),
  },
  {
    question: 'not stored',
    verb: 'replace',
    name: 'stored',
    where: 'input',
    before: [{ stored: {} }, { stored: {} }],
    declared: { secret: 'STORED' },
    requests: 1,
    record: (first, last) => ({ current: { id: last }, replaced: [first] }),
  },
  {
    question: 'not stored',
    verb: 'keep',
    name: 'by-hand',
    before: [{ 'by-hand': {} }, { 'by-hand': {} }],
    declared: { secret: 'BY_HAND' },
    requests: 0,
    record: (first) => ({ current: { id: first }, replaced: [], gone: [] }),
  },
];

/** The URL by which the server tells which webhook a request is about. */
const urlOf = ({ name, declared }: Row) => declared.url ?? `https://hooks.example.com/${name}`;

test('each question, answered by its decision: once, however long it stays', async () => {
  let isLost = false;
  const story = await project({
    respond({ text }, reply, next) {
      const isFirst = text.includes('/lost"') && !isLost;
      isLost ||= isFirst;
      if (isFirst) reply.destroy();
      else next();
    },
  });
  const { server, register, plan, state } = story;
  const github = await startGitHubServer();
  onTestFinished(() => github.close());
  github.set('BY_HAND', 'the Key Secret');
  const options = {
    inputs: { 'secrets-token': github.token },
    env: { GITHUB_API_URL: github.url },
  };
  const names = table.map(({ name }) => name);
  const webhooks = Object.fromEntries(table.map(({ name, declared }) => [name, declared]));
  const sent = () => table.map((row) => server.requests.filter(({ text }) => text.includes(`"${urlOf(row)}"`)).length);

  for (const step of [0, 1] as const) {
    await register(Object.assign({}, ...table.map(({ before }) => before[step])));
  }
  const before = sent();
  const asked = await register(webhooks, options);
  const planned = await plan(options);
  const rows = table.map((row) => ({ ...row, line: printed(asked, `${row.verb} ${row.name}`) }));
  for (const result of [asked, planned]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(output(result, 'undecided')).toEqual(names);
    for (const { question, verb, name, line } of rows) {
      expect(result.log).toMatch(new RegExp(`^\\? ${name} +${question}`, 'm'));
      expect(printed(result, `${verb} ${name}`)).toBe(line);
    }
  }
  expect(sent()).toEqual(before);

  const typed = (place?: 'input') => rows.filter(({ where }) => where === place).map(({ line }) => line);
  for (const line of typed()) {
    const pieces = piecesIn(asked.summary).filter((piece) => piece.includes(line));
    expect(pieces, line).toHaveLength(1);
    story.pasted.push(...pieces);
  }
  const inputs = { ...options.inputs, decisions: typed('input').join('\n') };
  const decided = { ...options, inputs };
  const done = await register(webhooks, decided);
  expect(done.exitCode, done.log).toBe(0);
  const after = rows.map(({ requests }, index) => (before[index] as number) + requests);
  expect(sent()).toEqual(after);
  expect(done.log.match(/Taken on your word/g)).toHaveLength(1);
  const recorded = state().webhooks;
  expect(Object.keys(recorded)).toEqual(names.toSorted());
  for (const row of rows) {
    expect(done.log).toMatch(new RegExp(`^✓ Applied:(?:\\n {4}.+)*?\\n {4}${row.line}$`, 'm'));
    const ids = server.webhooks.filter(({ url }) => url === urlOf(row)).map(({ id }) => id);
    expect(recorded[row.name], row.line).toMatchObject(row.record(ids[0], ids.at(-1)));
  }
  const ids = names.map((name) => [name, recorded[name]?.current?.id]);
  expect(output(done, 'ids')).toEqual(Object.fromEntries(ids));

  for (const again of [await register(webhooks, decided), await register(webhooks, decided)]) {
    expect(again.exitCode, again.log).toBe(0);
    expect(output(again, 'unchanged')).toEqual(names);
    for (const { line, where } of rows) {
      const told = where === 'input' ? `^! ${line} was applied` : `^· .* can stay: .*${line}`;
      expect(again.log).toMatch(new RegExp(told, 'm'));
    }
  }
  const disabled = table.map(({ name, declared }) => [name, { ...declared, status: 'disabled' }]);
  const edited = await register(Object.fromEntries(disabled), decided);
  expect(edited.exitCode, edited.log).toBe(1);
  for (const { name, line } of rows) {
    expect(edited.log).toMatch(new RegExp(`^\\? ${name} +changed`, 'm'));
    expect(printedIn(edited)).not.toContain(line);
  }
  expect(sent()).toEqual(after);
  expect(state().webhooks).toEqual(recorded);
});
