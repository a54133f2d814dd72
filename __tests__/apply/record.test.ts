/** What state records of a request's outcome, whatever has happened to the state since. */
import { describe, expect, it } from 'vitest';
import { type Ended, holdsRequests, withRequests, withResults } from '../../src/apply/record.ts';
import type { Outcome } from '../../src/clients/reply.ts';
import { planOf } from '../../src/plan/planner.ts';
import type { StateDocument } from '../../src/state/document.ts';
import {
  contextOf,
  created as createdAs,
  current,
  decisionLines,
  declared,
  earlier,
  moment,
  record,
  request,
  stateOf,
  unseen,
} from '../../testing/plans.ts';

const payments = declared('payments');
const tried = request('req_0000000000000001', payments);
const stands = stateOf({ payments: record({ request: tried }) });
const replacing = stateOf({
  payments: record({ current: current('whk_1', payments), request: tried, removedAt: earlier }),
});

const ended = (outcome: Outcome): Ended => ({ name: 'payments', request: tried, outcome, at: moment.at });
const created = ended(createdAs('whk_2'));
const refused = ended({ kind: 'rejected', status: 400, errors: [] });
const unknown = ended({ kind: 'unconfirmed', reason: 'timed out' });

/** What the state has under `payments`, but for its revision. */
function recorded(state: StateDocument) {
  const { revision: _, ...rest } = state.webhooks.payments ?? record({});
  return rest;
}

describe('a request that stands', () => {
  it('becomes the current webhook once it was created, and the one before a replaced one', () => {
    const { body, patterns, run } = tried;
    const made = { id: 'whk_2', origin: 'created', body, patterns, at: moment.at, run };
    expect(recorded(withResults(stands, [created]))).toEqual({
      current: made,
      replaced: [],
      gone: [],
    });
    expect(recorded(withResults(replacing, [created]))).toEqual({
      current: made,
      replaced: ['whk_1'],
      gone: [],
    });
  });

  it('is forgotten once it was refused, and nothing else is', () => {
    expect(recorded(withResults(replacing, [refused]))).toEqual({
      current: replacing.webhooks.payments?.current,
      removedAt: earlier,
      replaced: [],
      gone: [],
    });
  });

  it('keeps the reason why its outcome is not known', () => {
    expect(recorded(withResults(stands, [unknown])).request).toEqual({
      ...tried,
      reason: 'timed out',
    });
  });

  it('is found under the name to which its record was moved', () => {
    const moved = stateOf({ billing: record({ request: tried }) });
    const { webhooks } = withResults(moved, [created]);
    expect(Object.keys(webhooks)).toEqual(['billing']);
    expect(webhooks.billing?.current?.id).toBe('whk_2');
  });

  it.each([
    ['another', 'ledger', 'ledger'],
    ['the one before', 'payments', 'the webhook registered before'],
  ])('is unconfirmed when its ID is that of %s', (_, name, whose) => {
    const owner = record({ ...replacing.webhooks[name], gone: ['whk_2'] });
    const { webhooks } = withResults({ ...replacing, webhooks: { ...replacing.webhooks, [name]: owner } }, [created]);
    const after = webhooks.payments;
    expect(after?.current?.id).toBe('whk_1');
    expect(after?.request?.reason).toContain(`whk_2, which is also the ID of ${whose},`);
  });
});

describe('a request that state no longer has', () => {
  const gone = stateOf({
    payments: record({ current: current('whk_3', payments), gone: [tried.id] }),
  });

  it('has made a webhook that is kept as a replaced one, with another revision', () => {
    const after = withResults(gone, [created]);
    expect(recorded(after)).toMatchObject({ current: { id: 'whk_3' }, replaced: ['whk_2'] });
    expect(after.webhooks.payments?.revision).not.toBe(gone.webhooks.payments?.revision);
  });

  it('has made one also where nothing is recorded under its name', () => {
    expect(recorded(withResults(stateOf({}), [created]))).toEqual({
      replaced: ['whk_2'],
      gone: [],
    });
  });

  it.each([
    ['unknown', unknown],
    ['refused', refused],
  ])('leaves nothing behind when its outcome is %s', (_, one) => {
    expect(withResults(gone, [one])).toEqual(gone);
    expect(withResults(stateOf({}), [one])).toEqual(stateOf({}));
  });

  it('tells whose signing secret a GitHub secret holds, unless somebody else wrote it', () => {
    const theirs = { ...gone, secrets: { S: { updatedAt: 't1', owner: 'whk_3' } } };
    const secretsAfter = (slot: { updatedAt: string; owner?: string }) =>
      withResults(theirs, [{ ...created, stored: { key: 'S', slot } }]).secrets;
    const mine = { updatedAt: 't2', owner: 'whk_2' };
    expect(secretsAfter(mine)).toEqual({ S: mine });
    expect(secretsAfter({ updatedAt: 't1' })).toEqual(theirs.secrets);
  });
});

describe('recorded again', () => {
  const stored = { key: 'S', slot: { updatedAt: 't1', owner: 'whk_2' } };

  it.each([
    ['created', { ...created, stored }],
    ['refused', refused],
    ['unknown', unknown],
  ])('the outcome %s changes nothing', (_, one) => {
    for (const state of [stands, replacing]) {
      const once = withResults(state, [one]);
      expect(once).not.toEqual(state);
      expect(withResults(once, [one])).toEqual(once);
    }
  });

  it('it takes nothing back that another run has recorded since', () => {
    const once = withResults(stands, [{ ...created, stored }]);
    const since = {
      ...once,
      secrets: { S: { updatedAt: 't9', owner: 'whk_9' } },
      webhooks: { payments: record({ current: current('whk_9', payments), gone: ['whk_2'] }) },
    };
    expect(withResults(since, [{ ...created, stored }])).toEqual(since);
  });
});

it('leaves alone what another run has recorded of other webhooks', () => {
  const ledger = record({ request: request('req_000000000000000f', declared('ledger')) });
  const both = { ...stands, webhooks: { ledger, ...stands.webhooks } };
  for (const one of [created, refused, unknown]) {
    expect(withResults(both, [one]).webhooks.ledger).toBe(ledger);
  }
});

it('knows its own requests by their IDs, and no others', () => {
  const requests = new Map([['payments', tried]]);
  const written = withRequests(stateOf({}), requests);
  expect(written.webhooks.payments).toMatchObject({ request: tried });
  expect(holdsRequests(written, requests)).toBe(true);
  const theirs = withRequests(stateOf({}), new Map([['payments', { ...tried, id: 'req_000000000000000f' }]]));
  expect(holdsRequests(theirs, requests)).toBe(false);
  expect(holdsRequests(stateOf({}), requests)).toBe(false);
  const another = request('req_0000000000000002', declared('ledger'));
  expect(holdsRequests(written, new Map([...requests, ['ledger', another]]))).toBe(false);
});

it('lets no code come again: whatever became of a request, the question is another one', () => {
  const changed = { ...payments, body: { ...payments.body, status: 'disabled' as const } };
  const before = stateOf({ payments: record({ current: current('whk_1', payments) }) });
  const codeIn = (state: StateDocument) =>
    planOf(state, contextOf([changed]), unseen).questions[0]?.options.find(({ verb }) => verb === 'keep');
  const requests = new Map([['payments', tried]]);
  const after = withResults(withRequests(before, requests), [refused]);
  expect(recorded(after)).toEqual(recorded(before));
  const gone = planOf(
    withRequests(before, requests),
    contextOf([payments], { decisions: decisionLines(`gone payments ${tried.id}`) }),
    unseen,
  ).next;
  const codes = [before, after, gone].map(codeIn).map((option) => option && JSON.stringify(option));
  expect(codes.every((code) => code !== undefined)).toBe(true);
  expect(new Set(codes).size).toBe(3);
});
