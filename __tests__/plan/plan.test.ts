import { expect, it } from 'vitest';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { PlanContext } from '../../src/plan/facts.ts';
import { type Plan, remindersOf } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import type { StateDocument } from '../../src/state/document.ts';
import {
  contextOf,
  current,
  decisionLines,
  declared,
  earlier,
  later,
  moved,
  record,
  request,
  runOf,
  stateOf,
} from '../../testing/plans.ts';

/**
 * One case: facts, declarations and decisions → what the plan says. In a decision, `CODE` stands for the code that the
 * plan without decisions prints for that name, and `CODE2` for the one that it prints once that is decided.
 */
interface Case {
  state: StateDocument;
  declarations: Declaration[];
  decisions?: string[];
  context?: Partial<PlanContext>;
  /** When GitHub says that its secrets were updated. */
  seen?: Record<string, string | null>;
  /** Name and action of each webhook, in order. */
  webhooks: string[];
  /** Kind and options of each question, with `CODE` for codes. */
  questions?: string[];
  /** What else each question says. */
  asked?: object[];
  errors?: string[];
  notes?: string[];
  /** How each decision turned out, and why. */
  judgements?: string[];
  /** The manifest that the state was written for still declares webhooks. */
  otherManifest?: true;
  /** Whether nothing was recorded before. */
  isNew?: boolean;
  /** Names that are no longer declared, which this plan is the first to say. */
  removed?: string[];
  /** What is to be deleted once the plan is recorded. */
  reminders?: string[];
  /**
   * Names with their current ID or request, whether they were found removed, and what is gone, once the plan is
   * recorded.
   */
  next?: string[];
  /** What is known of GitHub secrets, once the plan is recorded. */
  slots?: StateDocument['secrets'];
}

const payments = declared('payments');
const ledger = declared('ledger');
const registered = stateOf({ payments: record({ current: current('whk_1', payments) }) });
const bothRegistered = stateOf({
  payments: record({ current: current('whk_1', payments) }),
  ledger: record({ current: current('whk_2', ledger) }),
});
const removed = stateOf({
  payments: record({ current: current('whk_1', payments), removedAt: earlier }),
});
const requested = (fields = {}) =>
  stateOf({ payments: record({ request: request('req_0000000000000001', payments, fields) }) });
/** A state, and another webhook in it. */
const beside = (state: StateDocument, webhooks: StateDocument['webhooks']) => ({
  ...state,
  webhooks: { ...state.webhooks, ...webhooks },
});
const withSecret: Declaration = { ...payments, secret: 'PAYMENTS_SECRET' };
const storedIn = (slots: StateDocument['secrets'], origin: 'created' | 'adopted' = 'created') =>
  stateOf({ payments: record({ current: current('whk_1', payments, origin) }) }, { secrets: slots });

/** A replacement whose run was killed: it may have written the GitHub secret, updated at `updatedAt` before. */
const requestedWith = (updatedAt: string, secret: string) =>
  stateOf(
    {
      payments: record({
        current: current('whk_1', payments),
        request: request('req_0000000000000001', payments, { secret }),
      }),
    },
    { secrets: { [secret]: { updatedAt, owner: 'whk_1' } } },
  );

const cases: Record<string, Case> = {
  'a webhook that is not recorded is created': {
    state: stateOf({}),
    declarations: [payments],
    webhooks: ['payments to-create'],
    isNew: true,
  },
  'a recorded webhook is unchanged': {
    state: registered,
    declarations: [payments],
    webhooks: ['payments unchanged whk_1'],
    next: ['payments whk_1'],
    isNew: false,
    reminders: [],
  },
  'the events of a pattern grew: unchanged, with a note': {
    state: stateOf({
      payments: record({
        current: {
          ...current('whk_1', declared('payments', { patterns: ['transaction.*'] })),
          body: current('whk_1', payments).body,
        },
      }),
    }),
    declarations: [
      {
        ...payments,
        patterns: ['transaction.*'],
        body: { ...payments.body, events: ['transaction.completed', 'transaction.created'] },
      },
    ],
    webhooks: ['payments unchanged whk_1'],
    notes: ['payments grown'],
  },

  'moved: the manifest was at another path': {
    state: { ...registered, manifest: 'hooks.yml' },
    declarations: [payments],
    webhooks: ['payments undecided'],
    questions: ['state-mismatch: keep @state CODE'],
  },
  'moved: the base URL was another one': {
    state: { ...registered, apiUrl: 'https://gateway.example.com' },
    declarations: [payments],
    webhooks: ['payments undecided'],
    questions: ['state-mismatch: keep @state CODE'],
  },
  'moved, kept': {
    state: { ...registered, manifest: 'hooks.yml' },
    declarations: [payments],
    decisions: ['keep @state CODE'],
    webhooks: ['payments unchanged whk_1'],
    judgements: ['applied: keep @state CODE'],
  },
  'moved: an empty state binds to nothing': {
    state: { ...stateOf({}), manifest: 'hooks.yml' },
    declarations: [payments],
    webhooks: ['payments to-create'],
  },
  'moved is the only question: what is no longer declared is left as it is': {
    state: { ...bothRegistered, manifest: 'hooks.yml' },
    declarations: [ledger],
    decisions: ['gone payments whk_1'],
    webhooks: ['ledger undecided'],
    questions: ['state-mismatch: keep @state CODE'],
    judgements: [],
    next: ['payments whk_1', 'ledger whk_2'],
  },

  'unconfirmed: a request stands': {
    state: requested(),
    declarations: [payments],
    webhooks: ['payments undecided'],
    questions: ['unconfirmed: gone payments req_0000000000000001'],
    next: ['payments req_0000000000000001'],
    asked: [{ isDeclared: true, current: undefined }],
  },
  'unconfirmed: its run may still act': {
    state: requested({ until: later }),
    declarations: [payments],
    decisions: ['gone payments req_0000000000000001'],
    webhooks: ['payments undecided'],
    questions: ['unconfirmed, in progress:'],
    next: ['payments req_0000000000000001'],
  },
  'unconfirmed: its run knows that it does not know, and acts no more': {
    state: requested({ until: later, reason: 'timed out' }),
    declarations: [payments],
    decisions: ['gone payments req_0000000000000001'],
    webhooks: ['payments to-create'],
    judgements: ['applied: gone payments req_0000000000000001'],
    next: ['payments, gone req_0000000000000001'],
  },
  'unconfirmed: its declared id says what became of it': {
    state: requested(),
    declarations: [{ ...payments, id: 'whk_9' }],
    webhooks: ['payments to-adopt whk_9'],
    next: ['payments whk_9'],
    slots: {},
  },
  'unconfirmed: an id that another webhook has, or had, is not what became of it': {
    state: beside(requested(), {
      ledger: record({ current: current('whk_2', ledger), replaced: ['whk_1'] }),
      billing: record({ request: request('req_0000000000000002', declared('billing')) }),
    }),
    declarations: [
      { ...payments, id: 'whk_2' },
      { ...declared('billing'), id: 'whk_1' },
    ],
    webhooks: ['payments undecided', 'billing undecided'],
    questions: ['unconfirmed: gone payments req_0000000000000001', 'unconfirmed: gone billing req_0000000000000002'],
    asked: [{ knownId: { id: 'whk_2', owner: 'ledger' } }, { knownId: { id: 'whk_1', owner: undefined } }],
  },
  'unconfirmed: an id beside a request whose run may still act does nothing yet': {
    state: requested({ until: later }),
    declarations: [{ ...payments, id: 'whk_9' }],
    webhooks: ['payments undecided'],
    questions: ['unconfirmed, in progress:'],
  },
  'unconfirmed: adopted with the request’s body, and then changed': {
    state: requested(),
    declarations: [{ ...moved(payments), id: 'whk_9' }],
    webhooks: ['payments undecided whk_9'],
    questions: ['changed: replace payments whk_9 · keep payments CODE'],
    next: ['payments whk_9'],
  },
  'unconfirmed: the id beside an older webhook replaces it': {
    state: stateOf({
      payments: record({
        current: current('whk_1', payments),
        request: request('req_0000000000000001', payments),
      }),
    }),
    declarations: [{ ...payments, id: 'whk_9' }],
    webhooks: ['payments to-adopt whk_9'],
    reminders: ['replaced payments whk_1'],
  },
  'unknown is the only question: no policy, edit or other decision goes past it': {
    state: stateOf({
      payments: record({
        current: current('whk_1', payments),
        request: request('req_0000000000000001', moved(payments)),
      }),
    }),
    declarations: [moved(payments, 'other')],
    decisions: ['replace payments whk_1'],
    context: { onChange: 'replace' },
    webhooks: ['payments undecided whk_1'],
    questions: ['unconfirmed: gone payments req_0000000000000001'],
  },
  'unknown, though no longer declared': {
    state: requested(),
    declarations: [],
    webhooks: [],
    questions: ['unconfirmed: gone payments req_0000000000000001'],
    asked: [{ isDeclared: false }],
  },
  'unknown, no longer declared, and gone': {
    state: requested(),
    declarations: [],
    decisions: ['gone payments req_0000000000000001'],
    webhooks: [],
    judgements: ['applied: gone payments req_0000000000000001'],
    next: ['payments, gone req_0000000000000001'],
    removed: [],
    reminders: [],
  },
  'unknown, beside an older webhook, both no longer declared': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [],
    webhooks: [],
    questions: ['unconfirmed: gone payments req_0000000000000001'],
    removed: [],
    next: ['payments whk_1 req_0000000000000001'],
  },
  'unknown, beside an older webhook, both no longer declared, and gone': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [],
    decisions: ['gone payments req_0000000000000001'],
    webhooks: [],
    removed: ['payments'],
    reminders: ['removed payments whk_1'],
    next: ['payments whk_1, removed, gone req_0000000000000001'],
  },
  'unconfirmed: what is gone beside it does not settle it': {
    state: stateOf({
      payments: record({
        current: current('whk_1', payments),
        request: request('req_0000000000000001', payments),
        replaced: ['whk_0'],
      }),
    }),
    declarations: [payments],
    decisions: ['gone payments whk_0'],
    webhooks: ['payments undecided whk_1'],
    questions: ['unconfirmed: gone payments req_0000000000000001'],
    asked: [{ current: 'whk_1' }],
    judgements: ['applied: gone payments whk_0'],
    next: ['payments whk_1 req_0000000000000001, gone whk_0'],
  },

  'renamed: a new name with the body of one that is no longer declared': {
    state: registered,
    declarations: [{ ...payments, name: 'billing' }],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE · replace billing whk_1'],
    next: ['payments whk_1'],
    asked: [{ differences: [] }],
  },
  'renamed: a new name with the URL': {
    state: registered,
    declarations: [{ ...payments, name: 'billing', body: { ...payments.body, status: 'disabled' } }],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE · replace billing whk_1'],
  },
  'renamed: a new name with the GitHub secret': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [{ ...declared('billing'), secret: 'PAYMENTS_SECRET' }],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE · replace billing whk_1'],
  },
  'renamed: of two that it may be, the one whose id is declared': {
    state: bothRegistered,
    declarations: [{ ...ledger, name: 'billing', id: 'whk_1' }],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE · replace billing whk_1'],
    removed: ['ledger'],
    reminders: ['removed ledger whk_2'],
  },
  'renamed, kept: the record moves': {
    state: registered,
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['keep billing CODE'],
    webhooks: ['billing unchanged whk_1'],
    judgements: ['applied: keep billing CODE'],
    next: ['billing whk_1'],
  },
  'renamed, kept: lines about other webhooks do not contradict it': {
    state: bothRegistered,
    declarations: [{ ...payments, name: 'billing' }, ledger],
    decisions: ['keep billing CODE', 'keep ledger 00000000', 'replace ledger whk_0', 'gone ledger whk_1'],
    webhooks: ['billing unchanged whk_1', 'ledger unchanged whk_2'],
    judgements: [
      'applied: keep billing CODE',
      'no-effect nothing-asked: keep ledger 00000000',
      'no-effect other-id: replace ledger whk_0',
      'no-effect other-name: gone ledger whk_1',
    ],
  },
  'renamed, kept: what is gone under either name stays known': {
    state: stateOf({
      payments: record({ current: current('whk_1', payments), gone: ['whk_7'] }),
      billing: record({ gone: ['whk_8'] }),
    }),
    declarations: [{ ...payments, name: 'billing', id: 'whk_8' }],
    decisions: ['keep billing CODE'],
    webhooks: ['billing unchanged whk_1'],
    notes: ['billing inert-id gone'],
    next: ['billing whk_1, gone whk_8, gone whk_7'],
  },
  'renamed, kept, and changed: a second question, whose code is printed by then': {
    state: registered,
    declarations: [{ ...payments, name: 'billing', body: { ...payments.body, status: 'disabled' } }],
    decisions: ['keep billing CODE'],
    webhooks: ['billing undecided whk_1'],
    questions: ['changed: replace billing whk_1 · keep billing CODE'],
    judgements: ['applied: keep billing CODE'],
  },
  'renamed, kept, changed, kept: each line is for one question': {
    state: registered,
    declarations: [{ ...payments, name: 'billing', body: { ...payments.body, status: 'disabled' } }],
    decisions: ['keep billing CODE', 'keep billing CODE2'],
    webhooks: ['billing unchanged whk_1'],
    judgements: ['applied: keep billing CODE', 'applied: keep billing CODE2'],
  },
  'renamed, replaced: a new one, and the old one is current until then': {
    state: registered,
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['replace billing whk_1'],
    webhooks: ['billing to-create whk_1'],
    next: ['billing whk_1'],
  },
  'renamed after it was found removed, and replaced: nobody asks whether it is still there': {
    state: removed,
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['replace billing whk_1'],
    webhooks: ['billing to-create whk_1'],
  },
  'renamed: the old one was deleted': {
    state: registered,
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['gone payments whk_1'],
    webhooks: ['billing to-create'],
    next: ['payments, gone whk_1'],
  },
  'renamed: a request counts too, and nothing may be sent for it': {
    state: requested(),
    declarations: [{ ...payments, name: 'billing' }],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE'],
    asked: [{ recorded: { until: earlier } }],
  },
  'renamed: a request counts too, though another id is declared': {
    state: requested(),
    declarations: [{ ...payments, name: 'billing', id: 'whk_9' }],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE'],
  },
  'renamed: nothing may be sent for a request to replace a webhook either': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['replace billing whk_1'],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE'],
    judgements: ['no-answer verb: replace billing whk_1'],
  },
  'renamed: a request that is gone is nobody else, even once another answer has raised the question': {
    state: beside(requested(), {
      billing: record({ request: request('req_0000000000000002', payments) }),
    }),
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['gone billing req_0000000000000002', 'gone payments req_0000000000000001'],
    webhooks: ['billing to-create'],
    next: ['payments, gone req_0000000000000001', 'billing, gone req_0000000000000002'],
  },
  'renamed, replaced: the record stays where it is while a question stops the run': {
    state: beside(registered, { ledger: record({ current: current('whk_2', ledger) }) }),
    declarations: [{ ...payments, name: 'billing' }, moved(ledger)],
    decisions: ['replace billing whk_1'],
    webhooks: ['billing to-create', 'ledger undecided whk_2'],
    questions: ['changed: replace ledger whk_2 · keep ledger CODE'],
    judgements: ['applied: replace billing whk_1'],
    next: ['ledger whk_2', 'payments whk_1'],
  },
  'renamed, replaced: once the request was rejected, the line works again': {
    state: removed,
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['replace billing whk_1'],
    webhooks: ['billing to-create whk_1'],
    next: ['billing whk_1'],
  },
  'renamed: a request that is kept is asked about under its new name': {
    state: requested(),
    declarations: [{ ...payments, name: 'billing' }],
    decisions: ['keep billing CODE'],
    webhooks: ['billing undecided'],
    questions: ['unconfirmed: gone billing req_0000000000000001'],
    next: ['billing req_0000000000000001'],
  },
  'renamed: a request that is kept, beside a line about another webhook': {
    state: beside(requested(), { ledger: record({ current: current('whk_2', ledger) }) }),
    declarations: [{ ...payments, name: 'billing' }, ledger],
    decisions: ['keep billing CODE', 'replace ledger whk_0'],
    webhooks: ['billing undecided', 'ledger unchanged whk_2'],
    questions: ['unconfirmed: gone billing req_0000000000000001'],
    judgements: ['applied: keep billing CODE', 'no-effect other-id: replace ledger whk_0'],
  },
  'renamed: a request whose run may still act is waited for': {
    state: requested({ until: later }),
    declarations: [{ ...payments, name: 'billing' }],
    webhooks: ['billing undecided'],
    questions: ['unconfirmed, in progress:'],
  },
  'renamed: a request whose run may still act is asked about once, whoever waits for it': {
    state: requested({ until: later }),
    declarations: [
      { ...payments, name: 'billing' },
      { ...payments, name: 'invoices', body: { ...payments.body, status: 'disabled' } },
    ],
    webhooks: ['billing undecided', 'invoices undecided'],
    questions: ['unconfirmed, in progress:'],
    asked: [{ name: 'payments', isDeclared: false }],
  },
  'renamed: what else is no longer declared is found removed': {
    state: bothRegistered,
    declarations: [{ ...payments, name: 'billing' }],
    webhooks: ['billing undecided'],
    questions: ['renamed from payments: keep billing CODE · replace billing whk_1'],
    removed: ['ledger'],
    reminders: ['removed ledger whk_2'],
  },
  'renamed: not a name that is recorded already': {
    state: stateOf({
      payments: record({ current: current('whk_1', payments) }),
      billing: record({ current: current('whk_2', { ...payments, name: 'billing' }) }),
    }),
    declarations: [{ ...payments, name: 'billing' }],
    webhooks: ['billing unchanged whk_2'],
    reminders: ['removed payments whk_1'],
  },
  'renamed: an id of its own says that it is another one': {
    state: registered,
    declarations: [{ ...payments, name: 'billing', id: 'whk_7' }],
    webhooks: ['billing to-adopt whk_7'],
    reminders: ['removed payments whk_1'],
  },
  'renamed: two names claim one webhook': {
    state: registered,
    declarations: [
      { ...payments, name: 'billing' },
      { ...payments, name: 'invoices', body: { ...payments.body, status: 'disabled' } },
    ],
    decisions: ['keep billing CODE', 'keep invoices CODE'],
    webhooks: ['billing faulty', 'invoices faulty'],
    errors: ['contradiction'],
  },
  'renamed: two names claim one webhook, one of them to replace it': {
    state: registered,
    declarations: [
      { ...payments, name: 'billing' },
      { ...payments, name: 'invoices', body: { ...payments.body, status: 'disabled' } },
    ],
    decisions: ['replace billing whk_1', 'keep invoices CODE'],
    webhooks: ['billing faulty', 'invoices faulty'],
    errors: ['contradiction'],
  },

  're-added: declared again after a run reported it as removed': {
    state: removed,
    declarations: [payments],
    webhooks: ['payments undecided whk_1'],
    questions: ['re-added: keep payments CODE · gone payments whk_1'],
    reminders: [],
  },
  'returned, kept': {
    state: removed,
    declarations: [payments],
    decisions: ['keep payments CODE'],
    webhooks: ['payments unchanged whk_1'],
    judgements: ['applied: keep payments CODE'],
    next: ['payments whk_1'],
  },
  'returned, gone: created again': {
    state: removed,
    declarations: [payments],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments to-create'],
    next: ['payments, gone whk_1'],
  },
  'returned, gone, and registered again by hand': {
    state: removed,
    declarations: [{ ...payments, id: 'whk_5' }],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments to-adopt whk_5'],
    next: ['payments whk_5, gone whk_1'],
  },
  're-added: replace is for another question': {
    state: removed,
    declarations: [payments],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments undecided whk_1'],
    questions: ['re-added: keep payments CODE · gone payments whk_1'],
    judgements: ['no-answer verb: replace payments whk_1'],
  },
  're-added: two lines contradict each other': {
    state: removed,
    declarations: [payments],
    decisions: ['keep payments CODE', 'gone payments whk_1'],
    webhooks: ['payments faulty whk_1'],
    errors: ['contradiction'],
  },
  'returned, and changed since': {
    state: removed,
    declarations: [moved(payments)],
    decisions: ['keep payments CODE', 'replace payments whk_1'],
    webhooks: ['payments to-create whk_1'],
    judgements: ['applied: keep payments CODE', 'applied: replace payments whk_1'],
  },

  'returned and gone, and another webhook goes on under its name': {
    state: stateOf({
      payments: record({ current: current('whk_1', payments), removedAt: earlier }),
      billing: record({ current: current('whk_2', payments) }),
    }),
    declarations: [payments],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments undecided'],
    questions: ['renamed from billing: keep payments CODE · replace payments whk_2'],
  },

  'another id is declared': {
    state: registered,
    declarations: [{ ...payments, id: 'whk_5' }],
    webhooks: ['payments undecided whk_1'],
    questions: ['id-differs: gone payments whk_1'],
  },
  'another id, and the one before is gone': {
    state: registered,
    declarations: [{ ...payments, id: 'whk_5' }],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments to-adopt whk_5'],
    next: ['payments whk_5, gone whk_1'],
  },
  'an id is adopted where nothing is recorded': {
    state: stateOf({}),
    declarations: [{ ...payments, id: 'whk_5' }],
    webhooks: ['payments to-adopt whk_5'],
    next: ['payments whk_5'],
  },
  'an id is inert once it is held: an edit beside it is a change': {
    state: registered,
    declarations: [{ ...moved(payments), id: 'whk_1' }],
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
  },
  'an id that was replaced does nothing but a note': {
    state: stateOf({
      payments: record({ current: current('whk_2', payments), replaced: ['whk_1'] }),
    }),
    declarations: [{ ...payments, id: 'whk_1' }],
    webhooks: ['payments unchanged whk_2'],
    notes: ['payments inert-id replaced'],
    reminders: ['replaced payments whk_1'],
  },
  'an id that is gone does nothing but a note': {
    state: stateOf({ payments: record({ gone: ['whk_1'] }) }),
    declarations: [{ ...payments, id: 'whk_1' }],
    webhooks: ['payments to-create'],
    notes: ['payments inert-id gone'],
  },
  'an id that is current under another declared name creates nothing': {
    state: registered,
    declarations: [payments, { ...ledger, id: 'whk_1' }],
    webhooks: ['payments unchanged whk_1', 'ledger faulty'],
    errors: ['id-taken'],
  },

  changed: {
    state: registered,
    declarations: [moved(payments)],
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
  },
  'changed, replaced': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments to-create whk_1'],
    judgements: ['applied: replace payments whk_1'],
    next: ['payments whk_1'],
  },
  'changed, kept: what is declared is recorded': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['keep payments CODE'],
    webhooks: ['payments unchanged whk_1'],
    judgements: ['applied: keep payments CODE'],
  },
  'changed: two lines contradict each other': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['keep payments CODE', 'replace payments whk_1'],
    webhooks: ['payments faulty whk_1'],
    errors: ['contradiction'],
  },
  'changed, with the policy to replace': {
    state: registered,
    declarations: [moved(payments)],
    context: { onChange: 'replace' },
    webhooks: ['payments to-create whk_1'],
  },
  'changed, with the policy to replace, and kept': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['keep payments CODE'],
    context: { onChange: 'replace' },
    webhooks: ['payments unchanged whk_1'],
  },
  'replace needs no change': {
    state: registered,
    declarations: [payments],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments to-create whk_1'],
    judgements: ['applied: replace payments whk_1'],
  },
  'replace of an ID that is no longer current does nothing': {
    state: stateOf({
      payments: record({ current: current('whk_2', payments), replaced: ['whk_1'] }),
    }),
    declarations: [payments],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments unchanged whk_2'],
    judgements: ['past: replace payments whk_1'],
    reminders: ['replaced payments whk_1'],
  },
  'the code of another environment does nothing': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['keep payments 00000000'],
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
    judgements: ['no-answer code: keep payments 00000000'],
  },

  'gone of an ID that is current while nothing asks for it': {
    state: registered,
    declarations: [payments],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments unchanged whk_1'],
    errors: ['gone-but-current'],
  },
  'gone of an ID that is current while another question is asked': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
    judgements: ['no-answer verb: gone payments whk_1'],
  },
  'gone of an ID that is current while its signing secret is asked about': {
    state: storedIn({}),
    declarations: [withSecret],
    decisions: ['gone payments whk_1'],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
    judgements: ['no-answer verb: gone payments whk_1'],
  },
  'gone of an ID that is current while another webhook is asked about': {
    state: stateOf({
      ...bothRegistered.webhooks,
      invoices: record({ current: current('whk_3', declared('invoices')) }),
    }),
    declarations: [payments, ledger, { ...declared('invoices'), name: 'billing' }],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments unchanged whk_1', 'ledger unchanged whk_2', 'billing undecided'],
    questions: ['renamed from invoices: keep billing CODE · replace billing whk_3'],
    errors: ['gone-but-current'],
  },
  'gone of a replaced webhook ends its reminder': {
    state: stateOf({
      payments: record({ current: current('whk_2', payments), replaced: ['whk_1'] }),
    }),
    declarations: [payments],
    decisions: ['gone payments whk_1'],
    webhooks: ['payments unchanged whk_2'],
    reminders: [],
    next: ['payments whk_2, gone whk_1'],
  },
  'removed: no longer declared': {
    state: registered,
    declarations: [],
    webhooks: [],
    reminders: ['removed payments whk_1'],
  },
  'removed: no longer declared while another webhook is asked about': {
    state: bothRegistered,
    declarations: [moved(payments)],
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
    removed: ['ledger'],
    reminders: ['removed ledger whk_2'],
  },
  'removed before: said once': {
    state: removed,
    declarations: [],
    webhooks: [],
    removed: [],
    reminders: ['removed payments whk_1'],
  },
  'gone of a webhook that a removed one replaced leaves the other reminder': {
    state: stateOf({
      payments: record({
        current: current('whk_1', payments),
        removedAt: earlier,
        replaced: ['whk_0'],
      }),
    }),
    declarations: [],
    decisions: ['gone payments whk_0'],
    webhooks: [],
    reminders: ['removed payments whk_1'],
    next: ['payments whk_1, removed, gone whk_0'],
  },
  'gone of a removed webhook ends its reminder': {
    state: removed,
    declarations: [],
    decisions: ['gone payments whk_1'],
    webhooks: [],
    reminders: [],
    next: ['payments, gone whk_1'],
  },

  'secret: stored, and GitHub is not asked': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    webhooks: ['payments unchanged whk_1'],
  },
  'secret: stored, and GitHub says so': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [{ ...payments, secret: 'payments_Secret' }],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments unchanged whk_1'],
  },
  'secret: kept without a token, and seen for the first time': {
    state: storedIn({ PAYMENTS_SECRET: { owner: 'whk_1' } }),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments unchanged whk_1'],
    slots: { PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } },
  },
  'not stored: GitHub is not asked': {
    state: storedIn({}),
    declarations: [withSecret],
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
  },
  'not stored: GitHub has none': {
    state: storedIn({}),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
    asked: [{ secret: 'PAYMENTS_SECRET', seen: null, formerly: [] }],
  },
  'not stored: deleted in GitHub': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
  },
  'not stored: it holds that of another webhook': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_0' } }),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
  },
  'not stored: kept in another GitHub environment now': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    context: { secretsEnvironment: 'Production' },
    seen: { 'PAYMENTS_SECRET/production': null },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored, was in PAYMENTS_SECRET: keep payments CODE · replace payments whk_1'],
  },
  'not stored, kept without a token': {
    state: storedIn({}),
    declarations: [withSecret],
    decisions: ['keep payments CODE'],
    webhooks: ['payments unchanged whk_1'],
    judgements: ['applied: keep payments CODE'],
    slots: { PAYMENTS_SECRET: { owner: 'whk_1' } },
  },
  'not stored, kept': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_0' } }),
    declarations: [withSecret],
    decisions: ['keep payments CODE'],
    seen: { PAYMENTS_SECRET: 't2' },
    webhooks: ['payments unchanged whk_1'],
    slots: { PAYMENTS_SECRET: { updatedAt: 't2', owner: 'whk_1' } },
  },
  'not stored, kept while GitHub has none': {
    state: storedIn({}),
    declarations: [withSecret],
    decisions: ['keep payments CODE'],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
    judgements: ['no-answer secret-missing: keep payments CODE'],
  },
  'not stored, replaced': {
    state: storedIn({}),
    declarations: [withSecret],
    decisions: ['replace payments whk_1'],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments to-create whk_1'],
  },
  'not stored: adopted with what is there': {
    state: stateOf({}),
    declarations: [{ ...withSecret, id: 'whk_5' }],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments undecided whk_5'],
    questions: ['not-stored: keep payments CODE · replace payments whk_5'],
    next: ['payments whk_5'],
  },
  'secret written by somebody: unchanged, with a note': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: 't2' },
    webhooks: ['payments unchanged whk_1'],
    notes: ['payments secret-written'],
    slots: { PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } },
  },
  'secret written by somebody, kept': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    decisions: ['keep payments CODE'],
    seen: { PAYMENTS_SECRET: 't2' },
    webhooks: ['payments unchanged whk_1'],
    judgements: ['applied: keep payments CODE'],
    slots: { PAYMENTS_SECRET: { updatedAt: 't2', owner: 'whk_1' } },
  },
  'secret of a request that is gone: as it was before': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [withSecret],
    decisions: ['gone payments req_0000000000000001'],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments unchanged whk_1'],
  },
  'secret of a request that is gone: its run may have written it': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [withSecret],
    decisions: ['gone payments req_0000000000000001'],
    seen: { PAYMENTS_SECRET: 't2' },
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
  },
  'secret of a request that is gone: GitHub is not asked': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [withSecret],
    decisions: ['gone payments req_0000000000000001'],
    webhooks: ['payments undecided whk_1'],
    questions: ['not-stored: keep payments CODE · replace payments whk_1'],
  },
  'secret of a request that is gone: nothing was known of it': {
    state: requested({ secret: 'PAYMENTS_SECRET' }),
    declarations: [withSecret],
    decisions: ['gone payments req_0000000000000001'],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments faulty'],
    errors: ['secret-taken'],
  },
  'secret of a request that is there, and names it no more: its run may have written it': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [{ ...payments, id: 'whk_9' }],
    seen: { PAYMENTS_SECRET: 't2' },
    webhooks: ['payments to-adopt whk_9'],
    slots: { PAYMENTS_SECRET: { updatedAt: 't2' } },
  },
  'secret of a request that is there': {
    state: requestedWith('t1', 'PAYMENTS_SECRET'),
    declarations: [{ ...withSecret, id: 'whk_9' }],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments undecided whk_9'],
    questions: ['not-stored: keep payments CODE · replace payments whk_9'],
  },
  'secret of a replacement: it was deleted in GitHub, and is recorded as such': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    decisions: ['replace payments whk_1'],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments to-create whk_1'],
    slots: {},
  },
  'secret of a new webhook: GitHub has none': {
    state: stateOf({}),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: null },
    webhooks: ['payments to-create'],
  },
  'secret of a new webhook: GitHub was not asked': {
    state: stateOf({}),
    declarations: [withSecret],
    webhooks: ['payments to-create'],
    notes: ['payments secret-unseen'],
  },
  'secret of a new webhook: it is there, and may be anybody’s': {
    state: stateOf({}),
    declarations: [withSecret],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments faulty'],
    errors: ['secret-taken'],
  },
  'secret of a replacement: it holds that of the webhook that is replaced': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    decisions: ['replace payments whk_1'],
    seen: { PAYMENTS_SECRET: 't1' },
    webhooks: ['payments to-create whk_1'],
  },
  'secret of a replacement: somebody has written it since': {
    state: storedIn({ PAYMENTS_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [withSecret],
    decisions: ['replace payments whk_1'],
    seen: { PAYMENTS_SECRET: 't2' },
    webhooks: ['payments faulty whk_1'],
    errors: ['secret-taken'],
    notes: ['payments secret-written'],
  },
  'secret of a new webhook: it holds that of another one that goes on': {
    state: storedIn({ LEDGER_SECRET: { updatedAt: 't1', owner: 'whk_1' } }),
    declarations: [payments, { ...ledger, secret: 'LEDGER_SECRET' }],
    seen: { LEDGER_SECRET: 't1' },
    webhooks: ['payments unchanged whk_1', 'ledger faulty'],
    errors: ['secret-taken'],
  },

  'judged: a name that nobody has': {
    state: registered,
    declarations: [payments],
    decisions: ['keep payment 00000000', 'gone payment whk_9'],
    webhooks: ['payments unchanged whk_1'],
    judgements: ['no-effect unknown-name: keep payment 00000000', 'no-effect unknown-name: gone payment whk_9'],
  },
  'judged: an ID that is not the one that is asked about': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['replace payments whk_2'],
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
    judgements: ['no-answer id: replace payments whk_2'],
  },
  'judged: what an earlier run has applied, while a question is open': {
    state: {
      ...stateOf({
        payments: record({
          current: current('whk_3', payments),
          replaced: ['whk_2'],
          gone: ['whk_1', 'req_0000000000000001'],
        }),
      }),
      decided: ['keep payments 0000000a'],
    },
    declarations: [moved(payments)],
    decisions: [
      'replace payments whk_2',
      'gone payments whk_1',
      'gone payments req_0000000000000001',
      'keep payments 0000000a',
      'keep payments 0000000b',
    ],
    webhooks: ['payments undecided whk_3'],
    questions: ['changed: replace payments whk_3 · keep payments CODE'],
    judgements: [
      'past: replace payments whk_2',
      'past: gone payments whk_1',
      'past: gone payments req_0000000000000001',
      'past: keep payments 0000000a',
      'no-answer code: keep payments 0000000b',
    ],
  },
  'judged: what was applied, and the same under a name that it was not applied to': {
    state: {
      ...stateOf({
        payments: record({ current: current('whk_2', payments), replaced: ['whk_1'] }),
        ledger: record({ current: current('whk_5', ledger) }),
      }),
      decided: ['replace earlier whk_1', 'keep payments 0000000a'],
    },
    declarations: [payments, ledger],
    decisions: [
      'replace payments whk_1',
      'replace earlier whk_1',
      'replace paymnts whk_1',
      'gone ledger whk_1',
      'replace ledger whk_2',
      'keep paymnts 0000000a',
      'keep @state 0000000b',
    ],
    webhooks: ['payments unchanged whk_2', 'ledger unchanged whk_5'],
    judgements: [
      'past: replace payments whk_1',
      'past: replace earlier whk_1',
      'no-effect unknown-name: replace paymnts whk_1',
      'no-effect other-name: gone ledger whk_1',
      'no-effect other-name: replace ledger whk_2',
      'no-effect unknown-name: keep paymnts 0000000a',
      'no-effect nothing-asked: keep @state 0000000b',
    ],
    reminders: ['replaced payments whk_1'],
  },
  'judged: replace of what is no longer declared': {
    state: bothRegistered,
    declarations: [ledger],
    decisions: ['replace payments whk_1'],
    webhooks: ['ledger unchanged whk_2'],
    judgements: ['no-effect not-declared: replace payments whk_1'],
  },
  'judged: a line about a webhook with an error': {
    state: registered,
    declarations: [moved(payments)],
    decisions: ['replace payments whk_1', 'keep payments CODE', 'keep payments 0000000b'],
    webhooks: ['payments faulty whk_1'],
    errors: ['contradiction'],
    judgements: ['no-effect error-first: keep payments 0000000b'],
  },
  'judged: right, but under another environment': {
    state: registered,
    declarations: [moved(payments)],
    context: {
      elsewhere: decisionLines('replace payments whk_1', 'replace payments whk_2').map((line) => ({
        environment: 'live',
        line,
      })),
    },
    webhooks: ['payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
    judgements: ['no-answer environment: replace payments whk_1'],
  },
  'judged: nothing, while the state is that of another manifest': {
    state: { ...registered, manifest: 'hooks.yml' },
    declarations: [payments],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments undecided'],
    questions: ['state-mismatch: keep @state CODE'],
    judgements: [],
  },
  'a second manifest, while the first one declares webhooks': {
    state: { ...registered, manifest: 'hooks.yml' },
    otherManifest: true,
    declarations: [payments],
    webhooks: ['payments undecided'],
    errors: ['second-manifest'],
  },
  'a second manifest, beside a state in which nothing is recorded': {
    state: { ...stateOf({}), manifest: 'hooks.yml' },
    otherManifest: true,
    declarations: [payments],
    webhooks: ['payments to-create'],
  },

  'an older run changes nothing': {
    state: { ...registered, run: runOf('201') },
    declarations: [moved(payments)],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments outdated whk_1'],
    errors: ['outdated'],
    judgements: [],
  },
  'an older run that declares what is recorded succeeds': {
    state: { ...registered, run: runOf('201') },
    declarations: [payments],
    webhooks: ['payments unchanged whk_1'],
  },
  'an older run that declares what is not recorded creates nothing': {
    state: { ...registered, run: runOf('201') },
    declarations: [payments, ledger],
    webhooks: ['payments unchanged whk_1', 'ledger outdated'],
    errors: ['outdated'],
  },
  'an older run beside a request that it does not declare': {
    state: {
      ...beside(registered, {
        ledger: record({ request: request('req_0000000000000001', ledger) }),
      }),
      run: runOf('201'),
    },
    declarations: [payments],
    webhooks: ['payments unchanged whk_1'],
    errors: ['outdated'],
  },
  'an older run that declares what is recorded carries out no decision': {
    state: { ...registered, run: runOf('201') },
    declarations: [payments],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments unchanged whk_1'],
    judgements: [],
  },
  'the same run again is not older': {
    state: { ...registered, run: runOf('200') },
    declarations: [moved(payments)],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments to-create whk_1'],
  },
  'runs of two servers have no order': {
    state: { ...registered, run: runOf('201', 'other') },
    declarations: [moved(payments)],
    decisions: ['replace payments whk_1'],
    webhooks: ['payments to-create whk_1'],
  },
  'runs without numbers have no order': {
    state: { ...registered, run: runOf('b') },
    declarations: [payments, ledger],
    webhooks: ['payments unchanged whk_1', 'ledger to-create'],
  },

  'without state all is created but what has an id': {
    state: stateOf({}),
    declarations: [withSecret, { ...ledger, id: 'whk_5' }],
    decisions: ['gone payments whk_1'],
    context: { remembers: false },
    webhooks: ['payments to-create', 'ledger to-adopt whk_5'],
    notes: ['payments secret-unseen'],
    judgements: ['no-effect no-state: gone payments whk_1'],
    isNew: false,
    removed: [],
  },
  'a question of one webhook leaves the others as they are planned': {
    state: stateOf({ payments: record({ current: current('whk_1', payments) }) }),
    declarations: [ledger, moved(payments)],
    webhooks: ['ledger to-create', 'payments undecided whk_1'],
    questions: ['changed: replace payments whk_1 · keep payments CODE'],
  },
};

it.each(Object.entries(cases))('%s', (_, one) => {
  const planWith = (lines: string[], context = one.context) =>
    planOf(one.state, contextOf(one.declarations, { ...context, decisions: decisionLines(...lines) }), {
      secrets: one.seen && new Map(Object.entries(one.seen)),
      otherManifest: one.otherManifest ?? false,
    });
  // A policy asks nothing, and takes a code all the same.
  const asking = (lines: string[]) => planWith(lines, { ...one.context, onChange: 'ask' });
  const given = one.decisions ?? [];
  const first = given.filter((line) => !line.includes('CODE2'));
  const lines = withCodes(withCodes(given, 'CODE', asking([])), 'CODE2', () =>
    asking(withCodes(first, 'CODE', asking([]))),
  );
  const plan = planWith(lines);
  const texts = new Map(lines.map((line, index) => [line, given[index] ?? line]));

  expect(plan.webhooks.map(({ declaration, status, id = '' }) => `${declaration.name} ${status} ${id}`.trim())).toEqual(
    one.webhooks,
  );
  expect(plan.questions.map(questionText)).toEqual(one.questions ?? []);
  if (one.asked !== undefined) expect(plan.questions).toMatchObject(one.asked);
  expect(plan.errors.map(({ kind }) => kind)).toEqual(one.errors ?? []);
  expect(
    plan.webhooks.flatMap(({ declaration: { name }, notes }) =>
      notes.map((note) => `${name} ${note.kind}${note.kind === 'inert-id' ? ` ${note.fate}` : ''}`),
    ),
  ).toEqual(one.notes ?? []);
  if (one.judgements !== undefined) {
    expect(
      plan.judgements.map((judgement) => {
        const { kind, line } = judgement;
        const why = 'why' in judgement ? ` ${judgement.why.kind}` : '';
        return `${kind}${why}: ${texts.get(line.text) ?? line.text}`;
      }),
    ).toEqual(one.judgements);
  }
  if (one.isNew !== undefined) expect(plan.isNew).toBe(one.isNew);
  if (one.removed !== undefined) expect(plan.removed).toEqual(one.removed);
  if (one.reminders !== undefined) {
    expect(remindersOf(plan.next, one.declarations).map(({ kind, name, id }) => `${kind} ${name} ${id}`)).toEqual(
      one.reminders,
    );
  }
  if (one.slots !== undefined) expect(plan.next.secrets).toEqual(one.slots);
  if (one.next !== undefined) {
    expect(
      Object.entries(plan.next.webhooks).map(([name, { current, request, gone, removedAt } = record({})]) =>
        [
          [name, current?.id, request?.id].filter((part) => part !== undefined).join(' '),
          ...(removedAt === undefined ? [] : ['removed']),
          ...gone.map((id) => `gone ${id}`),
        ].join(', '),
      ),
    ).toEqual(one.next);
  }
});

/** The lines with the codes that a plan prints, each for its name. */
function withCodes(lines: string[], placeholder: string, plan: Plan | (() => Plan)): string[] {
  if (!lines.some((line) => line.endsWith(` ${placeholder}`))) return lines;
  const { questions } = typeof plan === 'function' ? plan() : plan;
  const { webhooks } = typeof plan === 'function' ? plan() : plan;
  const options = [
    ...questions.flatMap((question) => question.options),
    ...webhooks.flatMap(({ notes }) => notes.flatMap((one) => ('keep' in one ? one.keep : []))),
  ];
  return lines.map((line) => {
    const keep = options.find((option) => option.verb === 'keep' && line === `keep ${option.name} ${placeholder}`);
    return keep === undefined ? line : lineOf(keep);
  });
}

function questionText(question: Plan['questions'][number]): string {
  const { kind, options } = question;
  const about =
    kind === 'renamed'
      ? ` from ${question.from}`
      : kind === 'unconfirmed' && question.inProgress
        ? ', in progress'
        : kind === 'not-stored' && question.formerly.length > 0
          ? `, was in ${question.formerly.join()}`
          : '';
  const lines = options.map(lineOf).map((line) => line.replace(/ [0-9a-f]{8}$/, ' CODE'));
  return `${kind}${about}: ${lines.join(' · ')}`.trimEnd();
}
