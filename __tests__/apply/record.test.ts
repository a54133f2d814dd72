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
  now,
  record,
  request,
  stateOf,
  unseen,
} from '../../testing/plans.ts';

const payments = declared('payments');
const tried = request('req_0000000000000001', payments);
const stands = stateOf({ payments: record({ request: tried }) });
const registered = stateOf({ payments: record({ current: current('whk_1', payments) }) });
const before = { current: current('whk_1', payments), removedAt: earlier };
const replacing = stateOf({ payments: record({ ...before, request: tried }) });

const ended = (outcome: Outcome): Ended => ({ name: 'payments', request: tried, outcome, at: now });
const outcomes = {
  created: ended(createdAs('whk_2')),
  refused: ended({ kind: 'rejected', status: 400, errors: [] }),
  unsent: ended({ kind: 'unsent', reason: 'too late' }),
  unknown: ended({ kind: 'unconfirmed', reason: 'timed out' }),
};
const { created, refused, unsent, unknown } = outcomes;

/** What the state has under `payments`, but for its revision. */
function recorded(state: StateDocument) {
  const { revision: _, ...rest } = state.webhooks.payments ?? record({});
  return rest;
}

describe('a request that stands', () => {
  const { body, patterns, run } = tried;
  const made = { id: 'whk_2', origin: 'created', body, patterns, at: now, run };

  it.each<[string, StateDocument, Ended, object]>([
    ['becomes the current webhook once it was created', stands, created, { current: made, replaced: [] }],
    ['replaces the webhook before', replacing, created, { current: made, replaced: ['whk_1'] }],
    ['is forgotten once it was refused, and nothing else is', replacing, refused, { ...before, replaced: [] }],
    ['is forgotten when it was not sent, and nothing else is', replacing, unsent, { ...before, replaced: [] }],
    ['keeps why nothing is known', stands, unknown, { request: { ...tried, reason: 'timed out' }, replaced: [] }],
  ])('%s', (_, state, one, expected) => {
    expect(recorded(withResults(state, [one]))).toEqual({ ...expected, gone: [] });
  });

  it('is found under the name to which its record was moved', () => {
    const { webhooks } = withResults(stateOf({ billing: record({ request: tried }) }), [created]);
    expect(Object.keys(webhooks)).toEqual(['billing']);
    expect(webhooks.billing?.current?.id).toBe('whk_2');
  });

  it.each([
    ['another', 'ledger', 'ledger'],
    ['the one before', 'payments', 'the webhook registered before'],
  ])('is unconfirmed when its ID is that of %s', (_, name, whose) => {
    const owner = record({ ...replacing.webhooks[name], gone: ['whk_2'] });
    const { webhooks } = withResults({ ...replacing, webhooks: { ...replacing.webhooks, [name]: owner } }, [created]);
    expect(webhooks.payments?.current?.id).toBe('whk_1');
    expect(webhooks.payments?.request?.reason).toContain(`whk_2, which is also the ID of ${whose},`);
  });
});

describe('a request that state no longer has', () => {
  const gone = stateOf({ payments: record({ current: current('whk_3', payments), gone: [tried.id] }) });

  it.each([
    ['of which much is known', gone],
    ['of which nothing is', stateOf({})],
  ])('has made a webhook that is kept as a replaced one, under a name %s', (_, state) => {
    const after = withResults(state, [created]);
    expect(recorded(after)).toEqual({ ...recorded(state), replaced: ['whk_2'] });
    expect(after.webhooks.payments?.revision).not.toBe(record({ ...state.webhooks.payments }).revision);
    for (const one of [refused, unsent, unknown]) expect(withResults(state, [one])).toEqual(state);
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

  it.each(Object.entries({ ...outcomes, created: { ...created, stored } }))('%s changes nothing', (_, one) => {
    for (const state of [stands, replacing]) {
      const once = withResults(state, [one]);
      expect(once).not.toEqual(state);
      expect(withResults(once, [one])).toEqual(once);
    }
  });

  it('it takes nothing back that another run has recorded since', () => {
    const since = stateOf(
      { payments: record({ current: current('whk_9', payments), gone: ['whk_2'] }) },
      { secrets: { S: { updatedAt: 't9', owner: 'whk_9' } } },
    );
    expect(withResults(since, [{ ...created, stored }])).toEqual(since);
  });
});

it('leaves alone what another run has recorded of other webhooks', () => {
  const ledger = record({ request: request('req_000000000000000f', declared('ledger')) });
  const both = stateOf({ ledger, ...stands.webhooks });
  for (const one of Object.values(outcomes)) expect(withResults(both, [one]).webhooks.ledger).toBe(ledger);
});

it('knows its own requests by their IDs, and no others', () => {
  const requests = new Map([['payments', tried]]);
  const written = withRequests(stateOf({}), requests);
  expect(written.webhooks.payments).toMatchObject({ request: tried });
  const theirs = withRequests(stateOf({}), new Map([['payments', { ...tried, id: 'req_000000000000000f' }]]));
  const another = request('req_0000000000000002', declared('ledger'));
  expect(holdsRequests(written, requests)).toBe(true);
  expect(holdsRequests(theirs, requests)).toBe(false);
  expect(holdsRequests(stateOf({}), requests)).toBe(false);
  expect(holdsRequests(written, new Map([...requests, ['ledger', another]]))).toBe(false);
});

it('lets no code come again: whatever became of a request, the question is another one', () => {
  const changed = { ...payments, body: { ...payments.body, status: 'disabled' as const } };
  const codeIn = (state: StateDocument) =>
    planOf(state, contextOf([changed]), unseen).questions[0]?.options.find(({ verb }) => verb === 'keep');
  const requested = withRequests(registered, new Map([['payments', tried]]));
  const after = withResults(requested, [refused]);
  expect(recorded(after)).toEqual(recorded(registered));
  const decisions = decisionLines(`gone payments ${tried.id}`);
  const gone = planOf(requested, contextOf([payments], { decisions }), unseen).next;
  const codes = [registered, after, gone].map(codeIn).map((option) => option && JSON.stringify(option));
  expect(codes).not.toContain(undefined);
  expect(new Set(codes).size).toBe(3);
});
