/** Whether a GitHub secret has a webhook's signing secret: what state says, and when GitHub says it was written. */
import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { type PlanOptions, planOf } from '../../src/registration/plan.ts';
import { uncheckedSecrets } from '../../src/registration/secrets.ts';
import type { Step } from '../../src/registration/step.ts';
import type { Adopted, Entry, Intent, Unknown } from '../../src/state/document.ts';
import { common, declared as declaredWebhook, registered, stateOf } from './support.ts';

const name = 'PAYMENTS_SECRET';
const at = (seconds: number) => Date.parse('2026-01-01T00:00:00.000Z') + seconds * 1000;
const time = (seconds: number) => new Date(at(seconds)).toISOString();

/** A webhook whose signing secret belongs into the GitHub secret. */
function declared(webhook = 'payments', more: Partial<Declaration> = {}): Declaration {
  return declaredWebhook(webhook, { secret: name, ...more });
}

/** The step for `payments`, when GitHub says that the secret was written at `written`, or not at all. */
function step(
  webhooks: Record<string, Entry>,
  written: number | undefined | 'unasked',
  { of = declared(), ...options }: Partial<PlanOptions> & { of?: Declaration } = {},
): Step | undefined {
  const times = written === 'unasked' ? {} : { secretTimes: new Map([[name, written]]) };
  const chosen = { onChange: 'fail' as const, replace: [], runId: '9', ...times, ...options };
  return planOf([of], stateOf(webhooks), chosen)[0];
}

const kept = (seconds: number) => ({ secret: { name, storedAt: time(seconds) } });
const foundAt = (seconds: number) => ({ kind: 'found', name, storedAt: time(seconds) });

describe('a registered webhook', () => {
  it('whose GitHub secret is recorded needs no question', () => {
    const one = step({ payments: registered('payments', kept(1)) }, 'unasked');
    expect(one).toMatchObject({ action: 'unchanged' });
    expect(one).not.toHaveProperty('secret');
    expect(uncheckedSecrets(one ? [one] : [])).toEqual([]);
  });

  it('whose GitHub secret is recorded in other letters needs none either', () => {
    const secret = { name: name.toLowerCase(), storedAt: time(1) };
    expect(step({ payments: registered('payments', { secret }) }, 'unasked')).not.toHaveProperty(
      'secret',
    );
  });

  it('whose GitHub secret is recorded for another place has to be asked about', () => {
    const one = step({ payments: registered('payments', kept(1)) }, 'unasked', {
      secretsEnvironment: 'live',
    });
    expect(one).toMatchObject({ secret: { kind: 'unchecked' } });
    expect(uncheckedSecrets(one ? [one] : [])).toEqual([name]);
  });

  it.each([
    [undefined, 'unstored'],
    [at(-1), 'unstored'],
    [at(0), foundAt(0)],
    [at(5), foundAt(5)],
  ])('that has a GitHub secret written at %s', (written, expected) => {
    const one = step({ payments: registered('payments') }, written);
    if (expected === 'unstored') {
      expect(one).toEqual({
        action: 'unstored',
        declaration: declared(),
        id: 'whk_payments',
        secret: name,
      });
    } else expect(one).toMatchObject({ action: 'unchanged', secret: expected });
  });

  it.each([
    ['there was none', {}, at(-60), 'unchanged'],
    ['it is as old as then', { writtenAt: time(-60) }, at(-60), 'unstored'],
    ['it is newer than then', { writtenAt: time(-60) }, at(-59), 'unchanged'],
  ])('goes by what GitHub said before it was created: %s', (_, before, written, action) => {
    const secretBefore = { name: name.toLowerCase(), ...before };
    expect(step({ payments: registered('payments', { secretBefore }) }, written)).toMatchObject({
      action,
    });
  });

  it('goes by its own time where GitHub was asked about another place before', () => {
    const secretBefore = { name, environment: 'live' };
    expect(step({ payments: registered('payments', { secretBefore }) }, at(-1))).toMatchObject({
      action: 'unstored',
    });
  });

  const adopted: Adopted = { ...registered('payments'), status: 'adopted' };
  it('that was adopted may have had its GitHub secret for long', () => {
    expect(step({ payments: adopted }, at(-1e6))).toMatchObject({ secret: foundAt(-1e6) });
    const overwritten = { ...adopted, secretBefore: { name, writtenAt: time(0) } };
    expect(step({ payments: overwritten }, at(0))).toMatchObject({ action: 'unstored' });
    expect(step({ payments: overwritten }, at(1))).toMatchObject({ secret: foundAt(1) });
  });

  it.each([
    ['at', 100, 'unstored'],
    ['less than five seconds after', 104.9, 'unstored'],
    ['five seconds after', 105, 'unchanged'],
  ])('is not taken for the owner of what another one had %s that time', (_, seconds, action) => {
    const other = registered('refunds', kept(100));
    const { id: _id, ...common } = registered('refunds');
    const replacing: Intent = { ...common, status: 'intent', previous: other };
    for (const webhooks of [
      { payments: registered('payments'), refunds: other },
      { payments: registered('payments', kept(50)), refunds: other },
      { payments: registered('payments'), refunds: replacing },
    ]) {
      expect(step(webhooks, at(seconds))).toMatchObject({ action });
    }
  });

  it('that had it after the other one is still its owner', () => {
    const webhooks = {
      payments: registered('payments', kept(100)),
      refunds: registered('refunds', kept(50)),
    };
    expect(step(webhooks, 'unasked')).not.toHaveProperty('secret');
  });
});

describe('a webhook that goes on after its replacement was stopped half-way', () => {
  const of = declared('payments', { id: 'whk_payments' });
  const { id: _, ...common } = registered('payments');
  const previous = registered('payments', kept(0));
  const replacing = (secretBefore: object): Record<string, Entry> => ({
    payments: { ...common, status: 'intent', previous, secretBefore: { name, ...secretBefore } },
  });

  it('has its GitHub secret when that was not written since', () => {
    const one = step(replacing({ writtenAt: time(0) }), at(0), { of });
    expect(one).toMatchObject({ action: 'adopt' });
    expect(one).not.toHaveProperty('secret');
  });

  it('is asked about, and found with a warning, when it may have been overwritten', () => {
    expect(step(replacing({ writtenAt: time(0) }), 'unasked', { of })).toMatchObject({
      secret: { kind: 'unchecked' },
    });
    expect(step(replacing({ writtenAt: time(0) }), at(60), { of })).toMatchObject({
      secret: foundAt(60),
    });
  });
});

describe('a webhook that is moved to another name', () => {
  const of = declared('payments', { name: 'moved', id: 'whk_payments' });

  it('keeps its GitHub secret', () => {
    const one = step({ payments: registered('payments', kept(1)) }, 'unasked', { of });
    expect(one).toMatchObject({ action: 'adopt', from: 'payments' });
    expect(one).not.toHaveProperty('secret');
  });

  it('still lacks what it lacked', () => {
    const secretBefore = { name, writtenAt: time(-60) };
    const webhooks = { payments: registered('payments', { secretBefore }) };
    expect(step(webhooks, at(-60), { of })).toMatchObject({ action: 'unstored' });
    expect(step(webhooks, at(-59), { of })).toMatchObject({ action: 'adopt' });
  });
});

describe('a webhook that may exist and is settled by its id', () => {
  const { id: _id, ...common } = registered('payments');
  const intent: Intent = { ...common, status: 'intent' };
  const unknown: Unknown = { ...common, status: 'unknown', reason: 'cut' };
  const before = { secretBefore: { name, writtenAt: time(-60) } };
  const of = declared('payments', { id: 'whk_1' });

  it.each<[string, Entry, number, string]>([
    ['an intent, older than it', intent, at(-1), 'unstored'],
    ['an intent, not older than it', intent, at(0), 'adopt'],
    ['unknown, older than it', unknown, at(-1), 'unstored'],
    ['unknown, not older than it', unknown, at(0), 'adopt'],
    ['unknown, as old as it was before', { ...unknown, ...before }, at(-60), 'unstored'],
    ['unknown, newer than it was before', { ...unknown, ...before }, at(-59), 'adopt'],
    ['registered under another id', registered('payments', before), at(-1000), 'adopt'],
  ])('%s', (_, entry, written, action) => {
    expect(step({ payments: entry }, written, { of })).toMatchObject({ action });
  });

  it('keeps what was known under another name, too', () => {
    const moved = { ...of, name: 'moved' };
    const webhooks = { payments: { ...unknown, ...before } };
    expect(step(webhooks, at(-60), { of: moved })).toMatchObject({ action: 'unstored' });
    expect(step(webhooks, at(-59), { of: moved })).toMatchObject({ action: 'adopt' });
  });

  it('keeps what was known of the id itself before what was known of the name', () => {
    const moved = { ...of, name: 'moved', id: 'whk_payments' };
    const other = registered('moved', { id: 'whk_2' });
    const webhooks = { moved: other, payments: registered('payments', before) };
    expect(step(webhooks, at(-60), { of: moved })).toMatchObject({ action: 'unstored' });
    expect(step(webhooks, at(-59), { of: moved })).toMatchObject({ action: 'adopt' });
  });
});

describe('a webhook that is to be created', () => {
  it('remembers what GitHub had before', () => {
    expect(step({}, undefined)).toMatchObject({ action: 'create', secretBefore: { name } });
    expect(step({}, 'unasked')).not.toHaveProperty('secretBefore');
    expect(step({}, undefined, { secretsEnvironment: 'live' })).toMatchObject({
      secretBefore: { name, environment: 'live' },
    });
  });

  it('does not overwrite what nobody knows of', () => {
    const elsewhere = { secret: { name: 'OTHER_SECRET', storedAt: time(0) } };
    const others = { other: registered('other', elsewhere), plain: registered('plain') };
    expect(step(others, at(0))).toMatchObject({ action: 'conflict' });
    const changed = registered('payments', { ...common('other') });
    const anew = { onChange: 'replace' as const };
    expect(step({ payments: changed }, at(0), anew)).toMatchObject({ action: 'conflict' });
    const secretBefore = { name, writtenAt: time(0) };
    for (const webhooks of [
      { payments: { ...changed, secretBefore } },
      { other: registered('other', { secretBefore: { name } }) },
    ]) {
      expect(step(webhooks, at(0), anew)).toMatchObject({ action: 'conflict' });
    }
    expect(step({}, at(0))).toEqual({
      action: 'conflict',
      declaration: declared(),
      reason: [
        'the GitHub secret PAYMENTS_SECRET exists already (written on 2026-01-01T00:00:00.000Z), and state does not know whose signing secret it has: creating this webhook would overwrite it.',
        "If it is this webhook's, the webhook exists already: declare its id, from the Conduit Dashboard.",
        'If it is that of another environment or manifest, give this one another name, or a GitHub environment with the input secrets-environment.',
        'If it may be overwritten, list "payments" in the input replace for one new workflow run',
      ].join(' '),
    });
  });

  it.each<[string, Record<string, Entry>, Partial<PlanOptions>]>([
    ['it is told to', {}, { replace: ['payments'] }],
    ['nothing is remembered anyway', {}, { stateless: true }],
    ['it had the secret before', { payments: registered('payments') }, { replace: ['payments'] }],
    ['it had the secret of a webhook that is gone', { old: registered('old', kept(0)) }, {}],
    [
      'it had the secret, and the webhook is replaced',
      { payments: registered('payments', { ...common('other'), ...kept(0) }) },
      { onChange: 'replace' },
    ],
    ...[{ name }, { name, writtenAt: time(-60) }].map(
      (secretBefore): [string, Record<string, Entry>, Partial<PlanOptions>] => [
        `it was to get the secret, and the webhook is replaced: ${secretBefore.writtenAt}`,
        { payments: registered('payments', { ...common('other'), secretBefore }) },
        { onChange: 'replace' },
      ],
    ),
  ])('overwrites it when %s', (_, webhooks, options) => {
    expect(step(webhooks, at(0), options)).toMatchObject({
      action: 'create',
      secretBefore: { name, writtenAt: time(0) },
    });
  });
});

it('a webhook that names no GitHub secret is as it is', () => {
  const { secret: _, ...of } = declared();
  expect(step({}, at(0), { of })).toEqual({ action: 'create', declaration: of });
  expect(step({ payments: registered('payments') }, undefined, { of })).not.toHaveProperty(
    'secret',
  );
});

it('GitHub is asked about the secrets on which a plan depends, and about no others', () => {
  const declarations = [
    declared('fresh', { secret: 'FRESH' }),
    declared('kept', { secret: 'KEPT' }),
    declared('added', { secret: 'ADDED' }),
    declared('moved', { secret: 'MOVED', id: 'whk_1' }),
    declared('lost', { secret: 'LOST' }),
    declaredWebhook('plain'),
  ];
  const { id: _, ...common } = registered('lost');
  const steps = planOf(
    declarations,
    stateOf({
      kept: registered('kept', { secret: { name: 'KEPT', storedAt: time(0) } }),
      added: registered('added'),
      lost: { ...common, status: 'intent' },
      gone: registered('gone', { secret: { name: 'GONE', storedAt: time(0) } }),
    }),
    { onChange: 'fail', replace: [], runId: '9' },
  );
  expect(uncheckedSecrets(steps)).toEqual(['FRESH', 'ADDED', 'MOVED']);
});
