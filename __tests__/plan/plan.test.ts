/** What facts, declarations and decisions come to: each rule of the questions, and what else a plan may say. */
import { describe, expect, it } from 'vitest';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { PlanContext } from '../../src/plan/facts.ts';
import { type Plan, remindersOf } from '../../src/plan/plan.ts';
import { planOf } from '../../src/plan/planner.ts';
import type { StateDocument, WebhookRecord } from '../../src/state/document.ts';
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

interface Given {
  state: StateDocument;
  /** When GitHub says that its secrets were updated. */
  seen?: Record<string, string | null>;
  /** The manifest that the state was written for still declares webhooks. */
  otherManifest?: true;
  context?: Partial<PlanContext>;
}

/**
 * What a plan says, by the decisions that it is given, in the words of `told`. `CODE` stands for the code that is printed
 * for a name while nothing is decided; the second time, for the one that is printed once the first is.
 */
function plans(
  what: string,
  given: StateDocument | Given,
  declares: Declaration[],
  says: Readonly<Record<string, string>>,
): void {
  const { state, seen, otherManifest, context }: Given = 'version' in given ? { state: given } : given;
  const planWith = (lines: string[], more: Partial<PlanContext> = {}) =>
    planOf(state, contextOf(declares, { ...context, ...more, decisions: decisionLines(...lines) }), {
      secrets: seen && new Map(Object.entries(seen)),
      otherManifest: otherManifest === true,
    });
  describe(what, () => {
    it.each(Object.entries(says))('decided: %s', (decided, expected) => {
      const lines: string[] = [];
      for (const line of longIds(decided)
        .split(', ')
        .filter((one) => one !== '')) {
        const isSecond = lines.some((one) => one.startsWith(line.replace('CODE', '')));
        // A policy asks nothing, and takes a code all the same.
        const printed = printedIn(planWith(isSecond ? lines : [], { onChange: 'ask' }));
        lines.push(printed.find((one) => line.endsWith(' CODE') && withoutCode(one) === line) ?? line);
      }
      expect(told(planWith(lines), state)).toBe(longIds(expected));
    });
  });
}

/** `req_1` as it is in full. */
const longIds = (text: string) => text.replaceAll(/req_(?=\d\b)/g, 'req_000000000000000');

const withoutCode = (line: string) => line.replace(/ [0-9a-f]{8}$/, ' CODE');

/** The lines of all options. */
function printedIn({ questions, webhooks }: Plan): string[] {
  const kept = webhooks.flatMap(({ notes }) => notes.flatMap((one) => ('keep' in one ? one.keep : [])));
  return [...questions.flatMap(({ options }) => options), ...kept].map(lineOf);
}

/** Each webhook with its notes, question, error and name found removed; how each line turned out; what is recorded. */
function told({ webhooks, questions, errors, removed, judgements, isNew, next }: Plan, state: StateDocument): string {
  const isBound = next.manifest !== state.manifest || next.apiUrl !== state.apiUrl;
  return [
    ...webhooks.map(({ declaration, status, id = '', notes }) => {
      const kinds = notes.map((note) => `(${note.kind}${note.kind === 'inert-id' ? ` ${note.fate}` : ''})`);
      return [declaration.name, status, id, ...kinds].filter((part) => part !== '').join(' ');
    }),
    ...questions.map((question) =>
      `${questionText(question)}? ${question.options.map(lineOf).map(withoutCode).join(' or ')}`.trim(),
    ),
    ...errors.map((error) => {
      const lines = 'lines' in error ? error.lines.map(({ decision }) => withoutCode(lineOf(decision))) : [];
      return [`error ${error.kind}`, ...lines].join(', ');
    }),
    ...removed.map((name) => `removed ${name}`),
    judgements
      .map((one) => {
        if ('why' in one) return `${one.kind} ${one.why.kind}`;
        const isKept = one.kind !== 'applied' || next.decided.includes(lineOf(one.line.decision));
        return isKept ? one.kind : 'applied for now';
      })
      .join(', '),
    ...recorded(state.webhooks, next.webhooks, ({ current, request, removedAt, replaced, gone }) => [
      ...[current, request].flatMap((one) => one?.id ?? []),
      ...(removedAt === undefined ? [] : ['removed']),
      ...replaced.map((id) => `replaced ${id}`),
      ...gone.map((id) => `gone ${id}`),
    ]),
    ...recorded(state.secrets, next.secrets, ({ updatedAt, owner }) => [
      [updatedAt, owner && `of ${owner}`].filter((part) => part !== undefined).join(' '),
    ]),
    ...(isBound ? ['bound'] : []),
    ...(isNew ? ['new'] : []),
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function questionText(question: Plan['questions'][number]): string {
  switch (question.kind) {
    case 'changed':
      return `changed in ${question.differences.map(({ field }) => field)}`;
    case 'renamed': {
      const { from, recorded, differences } = question;
      const changes = differences.map(({ field }) => `, changed in ${field}`).join('');
      return `renamed from ${from}${'until' in recorded ? ', requested' : ''}${changes}`;
    }
    case 'unconfirmed': {
      const { name, inProgress, isDeclared, current, knownId } = question;
      return [
        inProgress ? `unconfirmed ${name}, in progress` : 'unconfirmed',
        ...(isDeclared ? [] : ['not declared']),
        ...(current === undefined ? [] : [`beside ${current}`]),
        ...(knownId === undefined ? [] : [`not ${knownId.id}${knownId.owner ? ` of ${knownId.owner}` : ''}`]),
      ].join(', ');
    }
    case 'id-differs':
      return `id-differs, ${question.declaredId}`;
    case 'not-stored': {
      const { seen, formerly } = question;
      const isSeen = seen === undefined ? 'unseen' : seen === null ? 'absent' : 'there';
      return ['not-stored', isSeen, ...formerly.map((key) => `was in ${key}`)].join(', ');
    }
    default:
      return question.kind;
  }
}

/** What is recorded otherwise than before. */
function recorded<T>(
  before: Record<string, T | undefined>,
  after: Record<string, T | undefined>,
  partsOf: (one: T) => string[],
): string[] {
  return Object.keys({ ...before, ...after }).flatMap((name) => {
    const [was, is] = [before[name], after[name]];
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    return `${name} = ${is === undefined ? 'nothing' : partsOf(is).join(', ')}`;
  });
}

const payments = declared('payments');
const ledger = declared('ledger');
const as = (name: string, one = payments): Declaration => ({ ...one, name });
const withId = (id: string, one: Declaration = payments) => ({ ...one, id });
const withSecret = (secret = 'PAYMENTS_SECRET', one = payments): Declaration => ({ ...one, secret });
const disabled = (one: Declaration): Declaration => ({ ...one, body: { ...one.body, status: 'disabled' } });
const ofCustomers = (name: string): Declaration => {
  return { name, patterns: ['customer.active'], body: { ...payments.body, events: ['customer.active'] } };
};
const transactions = (...events: Declaration['body']['events']): Declaration => {
  return { ...payments, patterns: ['transaction.*'], body: { ...payments.body, events } };
};

/** `payments` as whk_1, beside what else is recorded under its name. */
const first = (fields: Partial<WebhookRecord> = {}) => record({ current: current('whk_1', payments), ...fields });
/** `ledger` as whk_2. */
const second = (fields: Partial<WebhookRecord> = {}) => record({ current: current('whk_2', ledger), ...fields });
const tried = (id: string, of = payments, fields = {}) => record({ request: request(longIds(id), of, fields) });
const beside = (state: StateDocument, webhooks: StateDocument['webhooks']) => {
  return { ...state, webhooks: { ...state.webhooks, ...webhooks } };
};
const nothing = stateOf({});
const registered = stateOf({ payments: first() });
const bothRegistered = beside(registered, { ledger: second() });
const removed = stateOf({ payments: first({ removedAt: earlier }) });
const replaced = stateOf({ payments: record({ current: current('whk_2', payments), replaced: ['whk_1'] }) });
const requested = (fields = {}) => stateOf({ payments: tried('req_1', payments, fields) });
const slot = (one: StateDocument['secrets'][string], key = 'PAYMENTS_SECRET') => {
  return { ...registered, secrets: { [key]: one } };
};
const stored = slot({ updatedAt: 't1', owner: 'whk_1' });
/** A replacement whose run was killed: it may have written the GitHub secret, updated at t1 before. */
const replacing = beside(stored, {
  payments: { ...first(), request: request(longIds('req_1'), payments, { secret: 'PAYMENTS_SECRET' }) },
});
/** GitHub says when each secret was updated. */
const seen = (at: string | null, state: StateDocument, key = 'PAYMENTS_SECRET') => ({ state, seen: { [key]: at } });
const byRun = (run: StateDocument['run'], state = registered) => ({ ...state, run });
const elsewhere = decisionLines('replace payments whk_1', 'replace payments whk_2').map((line) => {
  return { environment: 'live', line };
});

/** What is asked about `payments`. */
const mismatch = 'state-mismatch? keep @state CODE';
const readded = 're-added? keep payments CODE or gone payments whk_1';
const changed = 'changed in url? replace payments whk_1 or keep payments CODE';
const absent = 'not-stored, absent? keep payments CODE or replace payments whk_1';
const unseen = 'not-stored, unseen? keep payments CODE or replace payments whk_1';

plans('nothing recorded', nothing, [payments], { '': 'payments to-create; new' });
plans('an id, and nothing recorded', nothing, [withId('whk_5')], {
  '': 'payments to-adopt whk_5; payments = whk_5; new',
});
plans('as declared', registered, [payments], {
  '': 'payments unchanged whk_1',
  'replace payments whk_1': 'payments to-create whk_1; applied',
  'gone payments whk_1': 'payments unchanged whk_1; error gone-but-current',
  'keep payment 00000000, gone payment whk_9':
    'payments unchanged whk_1; no-effect unknown-name, no-effect unknown-name',
});
const grown = stateOf({ payments: record({ current: current('whk_1', transactions('transaction.completed')) }) });
plans('a pattern that means more', grown, [transactions('transaction.completed', 'transaction.created')], {
  '': 'payments unchanged whk_1 (grown)',
});

plans('state mismatch: another manifest', { ...registered, manifest: 'hooks.yml' }, [payments], {
  '': `payments undecided; ${mismatch}`,
  'keep @state CODE': 'payments unchanged whk_1; applied; bound',
  'replace payments whk_1': `payments undecided; ${mismatch}`,
});
plans('state mismatch: another API URL', { ...registered, apiUrl: 'https://gateway.example.com' }, [payments], {
  '': `payments undecided; ${mismatch}`,
});
plans('state mismatch: what is left out stays', { ...bothRegistered, manifest: 'hooks.yml' }, [ledger], {
  'gone payments whk_1': `ledger undecided; ${mismatch}`,
});
const other = { state: { ...registered, manifest: 'hooks.yml' }, otherManifest: true } as const;
plans('state mismatch: the other manifest still declares webhooks', other, [payments], {
  '': 'payments undecided; error second-manifest',
});
const unbound = { state: { ...nothing, manifest: 'hooks.yml' }, otherManifest: true } as const;
plans('state mismatch: none where nothing is recorded', unbound, [payments], {
  '': 'payments to-create; bound; new',
});

plans('unconfirmed', requested(), [payments], {
  '': 'payments undecided; unconfirmed? gone payments req_1',
  'gone payments req_1': 'payments to-create; applied; payments = gone req_1',
});
plans('unconfirmed: its run may still act', requested({ until: later }), [withId('whk_9')], {
  '': 'payments undecided; unconfirmed payments, in progress?',
  'gone payments req_1': 'payments undecided; unconfirmed payments, in progress?; no-answer verb',
});
plans('unconfirmed: its run acts no more', requested({ until: later, reason: 'timed out' }), [payments], {
  'gone payments req_1': 'payments to-create; applied; payments = gone req_1',
});
plans('unconfirmed: its declared id says what became of it', requested(), [withId('whk_9')], {
  '': 'payments to-adopt whk_9; payments = whk_9',
});
plans('unconfirmed: adopted as requested, and changed since', requested(), [withId('whk_9', moved(payments))], {
  '': 'payments undecided whk_9; changed in url? replace payments whk_9 or keep payments CODE; payments = whk_9',
});
plans('unconfirmed: its declared id replaces an older webhook', seen('t2', replacing), [withId('whk_9')], {
  // Its run may have written the GitHub secret.
  '': 'payments to-adopt whk_9; payments = whk_9, replaced whk_1; PAYMENTS_SECRET = t2',
});
const fees = declared('fees');
const knowing = beside(requested(), { fees: tried('req_2', fees), ledger: second({ replaced: ['whk_1'] }) });
plans('unconfirmed: a known id is not what became of it', knowing, [withId('whk_2'), withId('whk_1', fees)], {
  '': 'payments undecided; fees undecided; unconfirmed, not whk_2 of ledger? gone payments req_1; unconfirmed, not whk_1? gone fees req_2; removed ledger; ledger = whk_2, removed, replaced whk_1',
});
const busy = stateOf({ payments: { ...first({ replaced: ['whk_0'] }), request: request(longIds('req_1'), payments) } });
const policy = { state: busy, context: { onChange: 'replace' } } as const;
plans('unconfirmed: no policy, edit or other decision goes past it', policy, [moved(payments)], {
  'replace payments whk_1, gone payments whk_0':
    'payments undecided whk_1; unconfirmed, beside whk_1? gone payments req_1; no-answer verb, applied; payments = whk_1, req_1, gone whk_0',
});
plans('unconfirmed: no longer declared', requested(), [], {
  '': 'unconfirmed, not declared? gone payments req_1',
  'gone payments req_1': 'applied; payments = gone req_1',
});
plans('unconfirmed: no longer declared, nor the older webhook beside it', replacing, [], {
  '': 'unconfirmed, not declared, beside whk_1? gone payments req_1',
  'gone payments req_1': 'removed payments; applied; payments = whk_1, removed, gone req_1; PAYMENTS_SECRET = nothing',
});

plans('re-added', removed, [payments], {
  '': `payments undecided whk_1; ${readded}`,
  'keep payments CODE': 'payments unchanged whk_1; applied; payments = whk_1',
  'gone payments whk_1': 'payments to-create; applied; payments = gone whk_1',
  'replace payments whk_1': `payments undecided whk_1; ${readded}; no-answer verb`,
  'gone payments whk_1, keep payments CODE':
    'payments faulty whk_1; error contradiction, gone payments whk_1, keep payments CODE',
});
plans('re-added, and registered again by hand', removed, [withId('whk_5')], {
  'gone payments whk_1': 'payments to-adopt whk_5; applied; payments = whk_5, gone whk_1',
});
plans('re-added, and changed', removed, [moved(payments)], {
  'keep payments CODE, replace payments whk_1': 'payments to-create whk_1; applied, applied; payments = whk_1',
});
const likeBilling = beside(removed, { billing: record({ current: current('whk_2', payments) }) });
plans('re-added, and another webhook may go on under its name', likeBilling, [payments], {
  'gone payments whk_1':
    'payments undecided; renamed from billing? keep payments CODE or replace payments whk_2; applied; payments = gone whk_1',
});

plans('renamed: a new name with the body', registered, [as('billing')], {
  '': 'billing undecided; renamed from payments? keep billing CODE or replace billing whk_1',
  'keep billing CODE': 'billing unchanged whk_1; applied; payments = nothing; billing = whk_1',
  'replace billing whk_1': 'billing to-create whk_1; applied; payments = nothing; billing = whk_1',
  'gone payments whk_1': 'billing to-create; applied; payments = gone whk_1',
});
plans('renamed: a new name with the URL', registered, [disabled(as('billing'))], {
  '': 'billing undecided; renamed from payments, changed in status? keep billing CODE or replace billing whk_1',
  'keep billing CODE':
    'billing undecided whk_1; changed in status? replace billing whk_1 or keep billing CODE; applied; payments = nothing; billing = whk_1',
  'keep billing CODE, keep billing CODE':
    'billing unchanged whk_1; applied, applied; payments = nothing; billing = whk_1',
});
plans('renamed: a new name with the GitHub secret', seen('t1', stored), [withSecret(undefined, declared('billing'))], {
  '': 'billing undecided; renamed from payments, changed in url? keep billing CODE or replace billing whk_1',
});
plans('renamed: of two, the one whose id is declared', bothRegistered, [withId('whk_1', as('billing', ledger))], {
  '': 'billing undecided; renamed from payments, changed in url? keep billing CODE or replace billing whk_1; removed ledger; ledger = whk_2, removed',
});
const another = record({ current: current('whk_2', disabled(transactions('transaction.completed'))) });
const twins = beside(registered, { ledger: another });
plans('renamed: of two with one URL, the first, then the other', twins, [ofCustomers('billing'), ofCustomers('fees')], {
  '': 'billing undecided; fees undecided; renamed from payments, changed in events? keep billing CODE or replace billing whk_1; renamed from payments, changed in events? keep fees CODE or replace fees whk_1; removed ledger; ledger = whk_2, removed',
  'keep billing CODE':
    'billing undecided whk_1; fees undecided; changed in events? replace billing whk_1 or keep billing CODE; renamed from ledger, changed in events, changed in status? keep fees CODE or replace fees whk_2; applied; payments = nothing; billing = whk_1',
});
const newer = as('billing', disabled(transactions('transaction.completed', 'transaction.created')));
plans('renamed: of two with one URL, the one with the patterns', twins, [newer], {
  '': 'billing undecided; renamed from ledger? keep billing CODE or replace billing whk_2; removed payments; payments = whk_1, removed',
});
const lost = stateOf({
  payments: first({ gone: ['whk_7'] }),
  billing: record({ gone: ['whk_8'], replaced: ['whk_6'] }),
});
plans('renamed: what is gone under either name stays known', lost, [withId('whk_8', as('billing'))], {
  'keep billing CODE':
    'billing unchanged whk_1 (inert-id gone); applied; payments = nothing; billing = whk_1, replaced whk_6, gone whk_8, gone whk_7',
});
plans('renamed after it was found removed: nobody asks whether it is still there', removed, [as('billing')], {
  'replace billing whk_1': 'billing to-create whk_1; applied; payments = nothing; billing = whk_1',
});
const taken = beside(registered, { billing: record({ current: current('whk_2', payments) }) });
plans('renamed: not under a name that is recorded already', taken, [as('billing')], {
  '': 'billing unchanged whk_2; removed payments; payments = whk_1, removed',
});
plans('renamed: a reminder moves along', stateOf({ payments: first({ replaced: ['whk_0'] }) }), [as('billing')], {
  'keep billing CODE, gone payments whk_0':
    'billing unchanged whk_1; applied, no-effect unknown-name; payments = nothing; billing = whk_1, replaced whk_0',
});
plans('renamed: not with an id of its own', registered, [withId('whk_7', as('billing'))], {
  '': 'billing to-adopt whk_7; removed payments; payments = whk_1, removed; billing = whk_7',
});
plans('renamed: lines about other webhooks do not contradict it', bothRegistered, [as('billing'), ledger], {
  'keep billing CODE, keep ledger 00000000, replace ledger whk_0, gone ledger whk_1':
    'billing unchanged whk_1; ledger unchanged whk_2; applied, no-effect nothing-asked, no-effect other-id, no-effect other-name; payments = nothing; billing = whk_1',
});
plans('renamed: two names claim one webhook', registered, [as('billing'), disabled(as('invoices'))], {
  'keep billing CODE, keep invoices CODE':
    'billing faulty; invoices faulty; error contradiction, keep billing CODE, keep invoices CODE; removed payments; payments = whk_1, removed',
  'keep billing CODE, replace invoices whk_1':
    'billing faulty; invoices faulty; error contradiction, keep billing CODE, replace invoices whk_1; removed payments; payments = whk_1, removed',
  'replace billing whk_1, keep invoices CODE':
    'billing faulty; invoices faulty; error contradiction, replace billing whk_1, keep invoices CODE; removed payments; payments = whk_1, removed',
});
plans('renamed: the record stays while a question stops the run', bothRegistered, [as('billing'), moved(ledger)], {
  'replace billing whk_1':
    'billing to-create; ledger undecided whk_2; changed in url? replace ledger whk_2 or keep ledger CODE; applied for now',
});
plans('renamed: a request, for which nothing may be sent', requested(), [withId('whk_9', as('billing'))], {
  '': 'billing undecided; renamed from payments, requested? keep billing CODE',
  'keep billing CODE': 'billing to-adopt whk_9; applied; payments = nothing; billing = whk_9',
});
plans('renamed: a request to replace a webhook', replacing, [as('billing')], {
  'replace billing whk_1': 'billing undecided; renamed from payments, requested? keep billing CODE; no-answer verb',
  'keep billing CODE':
    'billing undecided whk_1; unconfirmed, beside whk_1? gone billing req_1; applied; payments = nothing; billing = whk_1, req_1',
});
plans('renamed: not from a request that is gone', beside(requested(), { billing: tried('req_2') }), [as('billing')], {
  'gone billing req_2, gone payments req_1':
    'billing to-create; applied, applied; payments = gone req_1; billing = gone req_2',
});
plans('renamed: a request, and another webhook', beside(requested(), { ledger: second() }), [as('billing'), ledger], {
  'keep billing CODE, replace ledger whk_0':
    'billing undecided; ledger unchanged whk_2; unconfirmed? gone billing req_1; applied, no-effect other-id; payments = nothing; billing = req_1',
});
plans('renamed: not by the secret of one that is gone', replacing, [withSecret(undefined, declared('fees'))], {
  'gone payments whk_1':
    'fees to-create (secret-unseen); unconfirmed, not declared? gone payments req_1; applied; payments = req_1, gone whk_1; PAYMENTS_SECRET = nothing',
});
const twoWait = [as('billing'), disabled(as('invoices'))];
plans('renamed: a request whose run may still act is asked about once', requested({ until: later }), twoWait, {
  '': 'billing undecided; invoices undecided; unconfirmed payments, in progress, not declared?',
});

plans('id differs', registered, [withId('whk_5')], {
  '': 'payments undecided whk_1; id-differs, whk_5? gone payments whk_1',
  'gone payments whk_1': 'payments to-adopt whk_5; applied; payments = whk_5, gone whk_1',
});
plans('an id that is held: an edit beside it is a change', registered, [withId('whk_1', moved(payments))], {
  '': `payments undecided whk_1; ${changed}`,
});
plans('an id that is current', registered, [withId('whk_1')], { '': 'payments unchanged whk_1' });
plans('an id that was replaced', replaced, [withId('whk_1')], { '': 'payments unchanged whk_2 (inert-id replaced)' });
plans('an id that is gone', stateOf({ payments: record({ gone: ['whk_1'] }) }), [withId('whk_1')], {
  '': 'payments to-create (inert-id gone)',
});
plans('an id that is current under another name', registered, [payments, withId('whk_1', ledger)], {
  '': 'payments unchanged whk_1; ledger faulty; error id-taken',
});

plans('changed', registered, [moved(payments)], {
  '': `payments undecided whk_1; ${changed}`,
  'replace payments whk_1': 'payments to-create whk_1; applied',
  'keep payments CODE': 'payments unchanged whk_1; applied; payments = whk_1',
  'keep payments 00000000': `payments undecided whk_1; ${changed}; no-answer code`,
  'replace payments whk_2': `payments undecided whk_1; ${changed}; no-answer id`,
  'gone payments whk_1': `payments undecided whk_1; ${changed}; no-answer verb`,
  'keep payments CODE, replace payments whk_1, keep payments 0000000b':
    'payments faulty whk_1; error contradiction, keep payments CODE, replace payments whk_1; no-effect error-first',
});
plans('changed, by policy', { state: registered, context: { onChange: 'replace' } }, [moved(payments)], {
  '': 'payments to-create whk_1',
  'keep payments CODE': 'payments unchanged whk_1; applied; payments = whk_1',
});
plans('changed, beside one that is new', registered, [ledger, moved(payments)], {
  '': `ledger to-create; payments undecided whk_1; ${changed}`,
});
plans('changed, and decided elsewhere', { state: registered, context: { elsewhere } }, [moved(payments)], {
  '': `payments undecided whk_1; ${changed}; no-answer environment`,
});

plans('removed', registered, [], { '': 'removed payments; payments = whk_1, removed' });
plans('removed, while another webhook is asked about', bothRegistered, [moved(payments)], {
  '': `payments undecided whk_1; ${changed}; removed ledger; ledger = whk_2, removed`,
});
plans('removed before', stateOf({ payments: first({ removedAt: earlier, replaced: ['whk_0'] }) }), [], {
  '': '',
  'gone payments whk_0': 'applied; payments = whk_1, removed, gone whk_0',
  'gone payments whk_1': 'applied; payments = replaced whk_0, gone whk_1',
});
plans('replaced before', replaced, [payments], {
  'gone payments whk_1': 'payments unchanged whk_2; applied; payments = whk_2, gone whk_1',
  'replace payments whk_1': 'payments unchanged whk_2; past',
});
plans('current, while another webhook is asked about', bothRegistered, [payments, as('billing', ledger)], {
  'gone payments whk_1':
    'payments unchanged whk_1; billing undecided; renamed from ledger? keep billing CODE or replace billing whk_2; error gone-but-current',
});

plans('stored, and GitHub is not asked', stored, [withSecret()], { '': 'payments unchanged whk_1' });
plans('stored, and GitHub says so', seen('t1', stored), [withSecret('payments_Secret')], {
  '': 'payments unchanged whk_1',
  'replace payments whk_1': 'payments to-create whk_1; applied',
});
plans('stored, and seen for the first time', seen('t1', slot({ owner: 'whk_1' })), [withSecret()], {
  '': 'payments unchanged whk_1; PAYMENTS_SECRET = t1 of whk_1',
});
plans('stored, and written by somebody', seen('t2', stored), [withSecret()], {
  '': 'payments unchanged whk_1 (secret-written)',
  'keep payments CODE': 'payments unchanged whk_1; applied; payments = whk_1; PAYMENTS_SECRET = t2 of whk_1',
  'replace payments whk_1': 'payments faulty whk_1 (secret-written); error secret-taken; applied; PAYMENTS_SECRET = t2',
});
plans('not stored: GitHub is not asked', registered, [withSecret()], {
  '': `payments undecided whk_1; ${unseen}`,
  'keep payments CODE': 'payments unchanged whk_1; applied; payments = whk_1; PAYMENTS_SECRET = of whk_1',
});
plans('not stored: GitHub has none', seen(null, registered), [withSecret()], {
  '': `payments undecided whk_1; ${absent}`,
  'keep payments CODE': `payments undecided whk_1; ${absent}; no-answer secret-missing`,
  'replace payments whk_1': 'payments to-create whk_1; applied',
  'gone payments whk_1': `payments undecided whk_1; ${absent}; no-answer verb`,
});
const list = { secretsEnvironment: 'nope', noToken: undefined };
plans(
  'not stored: a token is given, and GitHub does not answer',
  { state: registered, context: list },
  [withSecret()],
  {
    'keep payments CODE': `payments undecided whk_1; ${unseen}; no-answer secret-missing`,
  },
);
const swapped = beside(stored, { ledger: record({ current: current('whk_2', ledger) }) });
it('not stored: the secret that had it is declared by another webhook, or by none', () => {
  const state = { ...swapped, secrets: slot({ owner: 'whk_1' }, 'OLD').secrets };
  const unusedIn = (declarations: Declaration[]) =>
    planOf(state, contextOf(declarations), { secrets: undefined, otherManifest: false }).questions.flatMap((one) =>
      'unused' in one ? one.unused : [],
    );
  expect(unusedIn([withSecret('NEW'), ledger])).toEqual(['OLD']);
  expect(unusedIn([withSecret('NEW'), withSecret('OLD', ledger)])).toEqual([]);
});
plans('not stored: deleted in GitHub', seen(null, stored), [withSecret()], {
  '': `payments undecided whk_1; ${absent}`,
  'replace payments whk_1': 'payments to-create whk_1; applied; PAYMENTS_SECRET = nothing',
});
plans("not stored: another's", seen('t2', slot({ updatedAt: 't1', owner: 'whk_0' })), [withSecret()], {
  '': 'payments undecided whk_1; not-stored, there? keep payments CODE or replace payments whk_1',
  'keep payments CODE': 'payments unchanged whk_1; applied; payments = whk_1; PAYMENTS_SECRET = t2 of whk_1',
});
const context = { secretsEnvironment: 'Production' };
const inProduction = { ...seen(null, stored, 'PAYMENTS_SECRET/production'), context };
plans('not stored: kept in another GitHub environment now', inProduction, [withSecret()], {
  '': 'payments undecided whk_1; not-stored, absent, was in PAYMENTS_SECRET? keep payments CODE or replace payments whk_1',
});
plans('not stored: adopted with what is there', seen('t1', nothing), [withId('whk_5', withSecret())], {
  '': 'payments undecided whk_5; not-stored, there? keep payments CODE or replace payments whk_5; payments = whk_5; new',
});
plans('the secret of a request, as it was before', seen('t1', replacing), [withSecret()], {
  'gone payments req_1': 'payments unchanged whk_1; applied; payments = whk_1, gone req_1',
});
plans('the secret of a request, whose run may have written it', seen('t2', replacing), [withSecret()], {
  'gone payments req_1':
    'payments undecided whk_1; not-stored, there? keep payments CODE or replace payments whk_1; applied; payments = whk_1, gone req_1; PAYMENTS_SECRET = t2',
});
plans('the secret of a request, and GitHub is not asked', replacing, [withSecret()], {
  'gone payments req_1': `payments undecided whk_1; ${unseen}; applied; payments = whk_1, gone req_1; PAYMENTS_SECRET = nothing`,
});
plans('the secret of a request, unknown', seen('t1', requested({ secret: 'PAYMENTS_SECRET' })), [withSecret()], {
  'gone payments req_1': 'payments faulty; error secret-taken; applied; payments = gone req_1',
});
plans('the secret of a request that is there', seen('t1', replacing), [withId('whk_9', withSecret())], {
  '': 'payments undecided whk_9; not-stored, there? keep payments CODE or replace payments whk_9; payments = whk_9, replaced whk_1',
});
const shared = beside(stored, { ledger: tried('req_1', ledger, { secret: 'PAYMENTS_SECRET' }) });
plans('the secret of a request, which another webhook names', shared, [withSecret(), withId('whk_9', ledger)], {
  '': `payments undecided whk_1; ledger to-adopt whk_9; ${unseen}; ledger = whk_9; PAYMENTS_SECRET = nothing`,
});
plans(
  'the secret of a request, where another webhook had its own',
  shared,
  [withSecret('NEW'), withId('whk_9', ledger)],
  {
    '': `payments undecided whk_1; ledger to-adopt whk_9; ${unseen}; ledger = whk_9; PAYMENTS_SECRET = nothing`,
  },
);
plans('a new secret: that of a webhook that is gone', seen('t1', stored), [withSecret(undefined, declared('fees'))], {
  'gone payments whk_1': 'fees to-create; applied; payments = gone whk_1',
});
plans('a new secret: GitHub has none', seen(null, nothing), [withSecret()], { '': 'payments to-create; new' });
plans('a new secret: GitHub is not asked', nothing, [withSecret()], { '': 'payments to-create (secret-unseen); new' });
plans('a new secret: it may be anybody’s', seen('t1', nothing), [withSecret()], {
  '': 'payments faulty; error secret-taken; new',
});
const inUse = seen('t1', slot({ updatedAt: 't1', owner: 'whk_1' }, 'LEDGER_SECRET'), 'LEDGER_SECRET');
plans('a new secret: it is in use', inUse, [payments, withSecret('LEDGER_SECRET', ledger)], {
  '': 'payments unchanged whk_1; ledger faulty; error secret-taken',
});

const third = record({ current: current('whk_3', payments), replaced: ['whk_2'], gone: ['whk_1', longIds('req_1')] });
const decidedBefore = { ...stateOf({ payments: third }), decided: ['keep payments 0000000a'] };
plans('lines that an earlier run has applied, while a question is open', decidedBefore, [moved(payments)], {
  'replace payments whk_2, gone payments whk_1, gone payments req_1, keep payments 0000000a':
    'payments undecided whk_3; changed in url? replace payments whk_3 or keep payments CODE; past, past, past, past',
});
const five = beside(replaced, { ledger: record({ current: current('whk_5', ledger) }) });
const under = { ...five, decided: ['replace earlier whk_1', 'keep payments 0000000a'] };
plans('lines that an earlier run has applied, and the same under other names', under, [payments, ledger], {
  'replace payments whk_1, replace earlier whk_1, replace paymnts whk_1':
    'payments unchanged whk_2; ledger unchanged whk_5; past, past, no-effect unknown-name',
  'gone ledger whk_1, replace ledger whk_2':
    'payments unchanged whk_2; ledger unchanged whk_5; no-effect other-name, no-effect other-name',
  'keep paymnts 0000000a, keep @state 0000000b':
    'payments unchanged whk_2; ledger unchanged whk_5; no-effect unknown-name, no-effect nothing-asked',
});
plans('a line whose request was rejected', { ...removed, decided: ['replace payments whk_1'] }, [payments], {
  'replace payments whk_1': `payments undecided whk_1; ${readded}; no-answer verb`,
});
plans('lines about what is no longer declared', bothRegistered, [ledger], {
  'replace payments whk_1':
    'ledger unchanged whk_2; removed payments; no-effect not-declared; payments = whk_1, removed',
});

plans('an older run that declares something else', byRun(runOf('201')), [moved(payments)], {
  'replace payments whk_1': 'payments outdated whk_1; error outdated',
});
plans('an older run that declares what is recorded', byRun(runOf('201')), [payments], {
  '': 'payments unchanged whk_1',
  'replace payments whk_1': 'payments unchanged whk_1',
});
plans('an older run that declares what is not recorded', byRun(runOf('201')), [payments, ledger], {
  '': 'payments unchanged whk_1; ledger outdated; error outdated',
});
const requestedBeside = beside(registered, { ledger: tried('req_1', ledger) });
plans('an older run beside a request that it does not declare', byRun(runOf('201'), requestedBeside), [payments], {
  '': 'payments unchanged whk_1; error outdated',
});
plans('the same run again is not older', byRun(runOf('200')), [moved(payments)], {
  'replace payments whk_1': 'payments to-create whk_1; applied',
});
plans('a run of another server has no order', byRun(runOf('201', 'other')), [moved(payments)], {
  'replace payments whk_1': 'payments to-create whk_1; applied',
});
plans('a run without a number has no order', byRun(runOf('b')), [payments, ledger], {
  '': 'payments unchanged whk_1; ledger to-create',
});

const forgets = { state: nothing, context: { remembers: false } };
plans('no state at all', forgets, [withSecret(), withId('whk_5', ledger)], {
  'gone payments whk_1': 'payments to-create (secret-unseen); ledger to-adopt whk_5; no-effect no-state',
});
const withToken = { remembers: false, noToken: undefined };
plans('no state at all, and a token for GitHub secrets', { state: nothing, context: withToken }, [withSecret()], {
  '': 'payments to-create',
});

it('reminds of what is removed and of what was replaced until it is gone', () => {
  const old = record({ current: current('whk_3', disabled(ledger)), removedAt: earlier, replaced: ['whk_2'] });
  const state = stateOf({ payments: first({ removedAt: earlier, replaced: ['whk_0'], gone: ['whk_9'] }), ledger: old });
  expect(remindersOf(state, [payments])).toEqual([
    { kind: 'replaced', name: 'payments', id: 'whk_0', isEnabled: true },
    { kind: 'removed', name: 'ledger', id: 'whk_3', isEnabled: false },
    { kind: 'replaced', name: 'ledger', id: 'whk_2', isEnabled: true },
  ]);
  expect(remindersOf(bothRegistered, [])).toEqual([]);
});
