/** The words for each step, whole: they are what a person goes by. */
import { expect, it } from 'vitest';
import { adviceFor } from '../../src/registration/advice.ts';
import type { Step } from '../../src/registration/step.ts';
import type { Adopted, Intent, Registered, Unknown } from '../../src/state/document.ts';
import { storedBody } from '../../src/state/fingerprint.ts';
import { common as commonOf, declared } from './support.ts';

const declaration = declared('payments', { secret: 'PAYMENTS_SECRET' });
const common = {
  ...commonOf('payments'),
  run: { id: '41', attempt: '2', commit: 'c0ffee' },
};
const registered: Registered = { ...common, status: 'registered', id: 'whk_1' };
const adopted: Adopted = { ...common, status: 'adopted', id: 'whk_2' };
const intent: Intent = { ...common, status: 'intent' };
const unknown: Unknown = { ...common, status: 'unknown', reason: 'the reply was cut off' };
const differences = [{ field: 'status' as const, recorded: 'enabled', declared: 'disabled' }];
const found = {
  kind: 'found' as const,
  name: 'PAYMENTS_SECRET',
  storedAt: '2026-01-03T00:00:00.000Z',
};
const local = { ...common, run: { id: '', attempt: '', commit: '' } };

const toPaste = (id: string) => [
  'webhooks:',
  '  payments:',
  '    environments:',
  '      sandbox:',
  `        id: ${id}`,
];

const cases: Array<[what: string, step: Step, reason: string | undefined, lines?: string[]]> = [
  ['create', { action: 'create', declaration }, undefined],
  [
    'create anew',
    { action: 'create', declaration, replaces: registered },
    'replaces whk_1, which stays active until you delete it',
  ],
  [
    'create anew, as the input replace says',
    { action: 'create', declaration, asked: true, replaces: registered },
    'replaces whk_1, which stays active until you delete it; ' +
      'take "payments" out of the input replace afterwards: each further workflow run would create it again',
  ],
  [
    'create anew, after a run had advised to delete it',
    {
      action: 'create',
      declaration,
      replaces: { ...registered, removedAt: '2026-01-02T00:00:00.000Z' },
    },
    'replaces whk_1, which stays active unless you deleted it',
  ],
  ['unchanged', { action: 'unchanged', declaration, entry: registered, grown: [] }, undefined],
  [
    'unchanged, with patterns that have grown',
    {
      action: 'unchanged',
      declaration,
      entry: registered,
      grown: ['customer.created', 'customer.frozen'],
    },
    'its patterns now also mean customer.created, customer.frozen, which whk_1 was not registered for; list it in the input replace to register it anew',
  ],
  [
    'adopted and unchanged, with patterns that have grown',
    {
      action: 'unchanged',
      declaration: { ...declaration, id: 'whk_2' },
      entry: adopted,
      grown: ['customer.created'],
    },
    'its patterns now also mean customer.created, which whk_2 was not registered for; add them to it in the Conduit Dashboard',
  ],
  [
    'unchanged, with a GitHub secret nobody has looked at',
    {
      action: 'unchanged',
      declaration,
      entry: registered,
      grown: [],
      secret: { kind: 'unchecked' },
    },
    'the GitHub secret PAYMENTS_SECRET is not recorded as stored: register looks it up',
  ],
  [
    'unchanged, with a GitHub secret that was found',
    { action: 'unchanged', declaration, entry: registered, grown: [], secret: found },
    'the GitHub secret PAYMENTS_SECRET was written on 2026-01-03T00:00:00.000Z: taken for its signing secret',
  ],
  [
    'adopt',
    { action: 'adopt', declaration, id: 'whk_2', entries: [] },
    'once it is recorded, take the id out of the manifest: while it is declared, every edit is taken for one that was made in the Dashboard, and nothing is sent',
  ],
  [
    'adopt with all there is to say',
    {
      action: 'adopt',
      declaration,
      id: 'whk_2',
      entries: [],
      from: 'old',
      accepted: differences,
      replaces: registered,
      secret: found,
    },
    'moved from "old"; ' +
      'accepted as edited (status: recorded enabled, declared disabled) in the Conduit Dashboard: nothing was sent; ' +
      'whk_1 is no longer tracked and stays active; ' +
      'the GitHub secret PAYMENTS_SECRET was written on 2026-01-03T00:00:00.000Z: taken for its signing secret; ' +
      'make sure that it is: nothing else tells; ' +
      'once it is recorded, take the id out of the manifest: while it is declared, every edit is taken for one that was made in the Dashboard, and nothing is sent',
  ],
  [
    'changed',
    {
      action: 'changed',
      declaration,
      entry: registered,
      differences: [...differences, { field: 'url', recorded: 'a', declared: 'b' }],
    },
    'its declaration changed since it was registered as whk_1 (status: recorded enabled, declared disabled; url: recorded a, declared b). Three ways on: ' +
      'accept, when the webhook was edited in the Dashboard: declare "id: whk_1" under environments.sandbox; ' +
      'replace: set the input on-change to replace in a new workflow run, which creates a new webhook, and whk_1 stays active until you delete it; ' +
      'revert: undo the change in the manifest',
    toPaste('whk_1'),
  ],
  [
    'renamed',
    { action: 'renamed', declaration, from: 'old', entry: registered, isDeclared: false },
    'it is the same webhook as "old", which is in state as whk_1 and no longer declared so. Renamed? ' +
      'Then declare "id: whk_1" under environments.sandbox of "payments", which moves it. ' +
      'If that one was deleted, or a second one is wanted, list "payments" in the input replace for one new workflow run',
    toPaste('whk_1'),
  ],
  [
    'renamed, of which no ID is known',
    { action: 'renamed', declaration, from: 'old', entry: intent, isDeclared: false },
    'it is the same webhook as "old", which is in state and no longer declared so. Renamed? ' +
      'Then declare its id, from the Dashboard, under environments.sandbox of "payments", which moves it. ' +
      'If that one was deleted, or a second one is wanted, list "payments" in the input replace for one new workflow run',
    toPaste('whk_… # from the Dashboard'),
  ],
  [
    'renamed, while its old name stands for another',
    { action: 'renamed', declaration, from: 'old', entry: registered, isDeclared: true },
    'it is the same webhook as "old", which is in state as whk_1 and no longer declared so. Renamed? ' +
      'Then declare "id: whk_1" under environments.sandbox of "payments", which moves it (take "old" out for that run). ' +
      'If that one was deleted, or a second one is wanted, list "payments" in the input replace for one new workflow run',
    toPaste('whk_1'),
  ],
  [
    'unchanged, in an older run that is run again',
    { action: 'unchanged', declaration, entry: registered, grown: [], laterRun: '52' },
    'run 52, which is later than this one, recorded it: what an older run that is run again would replace stays as it is',
  ],
  [
    'changed, in an older run that is run again',
    { action: 'changed', declaration, entry: registered, differences, laterRun: '52' },
    'run 52, which is later than this one, recorded it: what an older run that is run again would replace stays as it is. ' +
      'its declaration changed since it was registered as whk_1 (status: recorded enabled, declared disabled). Three ways on: ' +
      'accept, when the webhook was edited in the Dashboard: declare "id: whk_1" under environments.sandbox; ' +
      'replace: set the input on-change to replace in a new workflow run, which creates a new webhook, and whk_1 stays active until you delete it; ' +
      'revert: undo the change in the manifest',
    toPaste('whk_1'),
  ],
  [
    'returned',
    {
      action: 'returned',
      declaration,
      entry: registered,
      removedAt: '2026-01-02T00:00:00.000Z',
    },
    'it was not declared on 2026-01-02T00:00:00.000Z, when a run advised to delete whk_1. ' +
      'If it was deleted, list "payments" in the input replace for one new workflow run, which creates it anew. ' +
      'If it was not, declare "id: whk_1" under environments.sandbox, which takes it up again',
    toPaste('whk_1'),
  ],
  [
    'unknown, since a reply did not come',
    { action: 'unknown', declaration, entry: unknown },
    'it may exist: run 41, attempt 2 sent a request at 2026-01-01T00:00:00.000Z and did not learn its outcome (the reply was cut off). ' +
      'Look in the Conduit Dashboard under Webhooks for the URL https://hooks.example.com/payments. ' +
      'If it is there, declare its id under environments.sandbox of "payments": it is adopted, and its secret is the Key Secret shown there. ' +
      'If it is not there, list "payments" in the input replace for one new workflow run: it is created',
    toPaste('whk_… # from the Dashboard'),
  ],
  [
    'unknown, with a URL of which state has a part alone',
    {
      action: 'unknown',
      declaration,
      entry: {
        ...unknown,
        body: storedBody({
          ...declaration.body,
          url: 'https://hooks.example.com/payments?tenant=42',
        }),
      },
    },
    'it may exist: run 41, attempt 2 sent a request at 2026-01-01T00:00:00.000Z and did not learn its outcome (the reply was cut off). ' +
      'Look in the Conduit Dashboard under Webhooks for the URL https://hooks.example.com/payments, followed by a query or fragment that is not shown here (the manifest has it). ' +
      'If it is there, declare its id under environments.sandbox of "payments": it is adopted, and its secret is the Key Secret shown there. ' +
      'If it is not there, list "payments" in the input replace for one new workflow run: it is created',
    toPaste('whk_… # from the Dashboard'),
  ],
  [
    'unknown, since a run outside a workflow stopped half-way in a replacement',
    { action: 'unknown', declaration, entry: { ...local, status: 'intent', previous: registered } },
    'it may exist: run (local), attempt 1 was about to create it at 2026-01-01T00:00:00.000Z and has recorded no outcome: if that run is still going, wait for it and run again; if not, it was stopped half-way. ' +
      'Look in the Conduit Dashboard under Webhooks for the URL https://hooks.example.com/payments. ' +
      'If it is there, declare its id under environments.sandbox of "payments": it is adopted, and its secret is the Key Secret shown there. ' +
      'If it is not there, list "payments" in the input replace for one new workflow run: it is created, and whk_1, which it was to replace, stays active until you delete it',
    toPaste('whk_… # from the Dashboard'),
  ],
  [
    'unstored',
    { action: 'unstored', declaration, id: 'whk_1', secret: 'PAYMENTS_SECRET' },
    'the GitHub secret PAYMENTS_SECRET is not known to have the signing secret of whk_1: there is none, or it was last written before that webhook was there, or for another one. ' +
      'The signing secret is the Key Secret that the Conduit Dashboard shows under Webhooks: set PAYMENTS_SECRET to it by hand, and run again. ' +
      'Or list "payments" in the input replace for one new workflow run, which creates a new webhook and stores its secret; whk_1 stays active until you delete it',
  ],
  [
    'unstored, of one whose id is declared',
    {
      action: 'unstored',
      declaration: { ...declaration, id: 'whk_1' },
      id: 'whk_1',
      secret: 'PAYMENTS_SECRET',
    },
    'the GitHub secret PAYMENTS_SECRET is not known to have the signing secret of whk_1: there is none, or it was last written before that webhook was there, or for another one. ' +
      'The signing secret is the Key Secret that the Conduit Dashboard shows under Webhooks: set PAYMENTS_SECRET to it by hand, and run again',
  ],
  ['conflict', { action: 'conflict', declaration, reason: 'why' }, 'why'],
  [
    'removed',
    { action: 'removed', name: 'payments', entry: registered },
    'no longer declared; whk_1 stays active until you delete it in the Conduit Dashboard (the API cannot)',
  ],
  [
    'removed, and never known for certain',
    { action: 'removed', name: 'payments', entry: unknown },
    'no longer declared, and it may exist: run 41, attempt 2 sent a request at 2026-01-01T00:00:00.000Z and did not learn its outcome (the reply was cut off). Look in the Conduit Dashboard under Webhooks for the URL https://hooks.example.com/payments',
  ],
];

it.each(cases)('%s', (_, step, reason, lines) => {
  const advice = adviceFor(step, 'sandbox');
  expect(advice?.reason).toBe(reason);
  expect(advice?.lines).toEqual(lines);
});
