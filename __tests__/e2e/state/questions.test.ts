/**
 * Each question and each decision that answers it, pasted as it was printed and left in place: through two more runs
 * and an edit. All are asked about one manifest, a webhook each.
 */
import { expect, test } from 'vitest';
import { piecesIn, printed, printedIn } from '../../../testing/decisions.ts';
import type { Declared } from '../../../testing/manifests.ts';
import { output, project } from '../../../testing/project.ts';

type Webhooks = Record<string, Declared>;

interface Row {
  question: string;
  /** How its decision begins: what is decided, and the webhook's name when the question is raised. */
  decision: `${'gone' | 'keep' | 'replace'} ${string}`;
  /** The decision goes into the input as its line alone; otherwise into the manifest as the summary's piece of YAML. */
  isInput?: true;
  /** Declared in two register runs before the question is raised; under the same name unless given. */
  before?: [Webhooks, Webhooks];
  /** What raises the question. */
  declared?: Declared;
  /** The decision creates a webhook. */
  creates?: true;
  /** What is recorded then, of the IDs that were created first and last. */
  record(first: string | undefined, last: string | undefined): object;
}

const adopted = { id: `whk_${'a'.repeat(27)}` };
const [one, two] = [{ url: 'https://hooks.example.com/1' }, { url: 'https://hooks.example.com/2' }];
const changed = { events: ['customer.*'] };
const twice = (webhooks: Webhooks): [Webhooks, Webhooks] => [webhooks, webhooks];

const kept: Row['record'] = (first) => ({ current: { id: first }, replaced: [], gone: [] });
const keptAsChanged: Row['record'] = (first) => ({ current: { id: first, patterns: changed.events }, replaced: [] });
const lost: Row['record'] = (first) => ({ current: { id: first }, gone: [expect.stringMatching(/^req_/)] });
const replaced: Row['record'] = (first, last) => ({ current: { id: last, origin: 'created' }, replaced: [first] });
const deleted: Row['record'] = (first, last) => ({ current: { id: last }, gone: [first] });
const adoptedNow: Row['record'] = (first) => ({ current: { ...adopted, origin: 'adopted' }, gone: [first] });

/** At most ten: each question must be in an annotation, and of a level a run has no more. */
const rows: Row[] = [
  { question: 'unconfirmed', decision: 'gone lost', before: [{}, { lost: {} }], creates: true, record: lost },
  { question: 'renamed', decision: 'keep fresh', before: twice({ old: one }), declared: one, record: kept },
  {
    question: 'renamed',
    decision: 'replace newer',
    isInput: true,
    before: twice({ older: two }),
    declared: two,
    creates: true,
    record: replaced,
  },
  { question: 're-added', decision: 'keep back', isInput: true, before: [{ back: {} }, {}], record: kept },
  { question: 're-added', decision: 'gone deleted', before: [{ deleted: {} }, {}], creates: true, record: deleted },
  { question: 'ID differs', decision: 'gone adopted', declared: adopted, record: adoptedNow },
  {
    question: 'changed',
    decision: 'replace replaced',
    isInput: true,
    declared: changed,
    creates: true,
    record: replaced,
  },
  { question: 'changed', decision: 'keep kept', declared: changed, record: keptAsChanged },
  {
    question: 'not stored',
    decision: 'replace stored',
    isInput: true,
    declared: { secret: 'STORED' },
    creates: true,
    record: replaced,
  },
  { question: 'not stored', decision: 'keep by-hand', declared: { secret: 'BY_HAND' }, record: kept },
];

const table = rows.map((row) => {
  const { decision, declared = {} } = row;
  const name = decision.replace(/^\w+ /, '');
  const { before = twice({ [name]: {} }) } = row;
  return { ...row, name, declared, before, url: declared.url ?? `https://hooks.example.com/${name}` };
});

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
  const { server, github, register, plan, state } = story;
  github.set('BY_HAND', 'the Key Secret');
  const names = table.map(({ name }) => name);
  const webhooks = Object.fromEntries(table.map(({ name, declared }) => [name, declared]));
  const sent = () => table.map(({ url }) => server.requests.filter(({ text }) => text.includes(`"${url}"`)).length);

  for (const step of [0, 1] as const) await register(Object.assign({}, ...table.map(({ before }) => before[step])));
  const before = sent();
  const asked = await register(webhooks);
  const planned = await plan();
  const lines = table.map(({ decision }) => printed(asked, decision));
  for (const result of [asked, planned]) {
    expect(result.exitCode, result.log).toBe(1);
    expect(output(result, 'undecided')).toEqual(names);
    for (const { question, name } of table) expect(result.log).toMatch(new RegExp(`^\\? ${name} +${question}`, 'm'));
    expect(table.map(({ decision }) => printed(result, decision))).toEqual(lines);
  }
  expect(sent()).toEqual(before);

  const typed = lines.filter((_, index) => table[index]?.isInput);
  for (const line of lines.filter((one) => !typed.includes(one))) {
    const pieces = piecesIn(asked.summary).filter((piece) => piece.includes(line));
    expect(pieces, line).toHaveLength(1);
    story.pasted.push(...pieces);
  }
  const decided = { inputs: { decisions: typed.join('\n') } };
  const done = await register(webhooks, decided);
  expect(done.exitCode, done.log).toBe(0);
  const after = table.map(({ creates }, index) => (before[index] ?? 0) + (creates ? 1 : 0));
  expect(sent()).toEqual(after);
  expect(done.log.match(/Taken on your word/g)).toHaveLength(1);
  const recorded = state()?.webhooks ?? {};
  expect(Object.keys(recorded)).toEqual(names.toSorted());
  for (const [index, { name, url, record }] of table.entries()) {
    expect(done.log).toMatch(new RegExp(`^✓ Applied:(?:\\n {4}.+)*?\\n {4}${lines[index]}$`, 'm'));
    const ids = server.webhooks.filter((webhook) => webhook.url === url).map(({ id }) => id);
    expect(recorded[name], name).toMatchObject(record(ids[0], ids.at(-1)));
  }
  const ids = names.map((name) => [name, recorded[name]?.current?.id]);
  expect(output(done, 'ids')).toEqual(Object.fromEntries(ids));

  for (const again of [await register(webhooks, decided), await register(webhooks, decided)]) {
    expect(again.exitCode, again.log).toBe(0);
    expect(output(again, 'unchanged')).toEqual(names);
    for (const line of lines) {
      const told = typed.includes(line) ? `^! ${line} was applied` : `^· .* can stay: .*${line}`;
      expect(again.log).toMatch(new RegExp(told, 'm'));
    }
  }
  const disabled = table.map(({ name, declared }) => [name, { ...declared, status: 'disabled' }]);
  const edited = await register(Object.fromEntries(disabled), decided);
  expect(edited.exitCode, edited.log).toBe(1);
  for (const name of names) expect(edited.log).toMatch(new RegExp(`^\\? ${name} +changed`, 'm'));
  for (const line of lines) expect(printedIn(edited)).not.toContain(line);
  expect(sent()).toEqual(after);
  expect(state()?.webhooks).toEqual(recorded);
});
