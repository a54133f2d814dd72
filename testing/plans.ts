/** Facts, declarations and decisions, given and random; stores, GitHub secrets and runs that live in memory. */
import fc from 'fast-check';
import { requestFor } from '../src/apply/record.ts';
import { register } from '../src/apply/register.ts';
import type { RegisterOptions } from '../src/apply/requests.ts';
import type { Registration } from '../src/apply/results.ts';
import type { Clock, Deadline } from '../src/clients/clock.ts';
import type { SecretKeeper } from '../src/clients/github-secrets.ts';
import type { Outcome } from '../src/clients/reply.ts';
import type { DecisionLine } from '../src/manifest/decisions.ts';
import { parseDecision } from '../src/manifest/decisions.ts';
import { type Declaration, expandEvents } from '../src/manifest/declarations.ts';
import type { Observed, PlanContext } from '../src/plan/facts.ts';
import {
  blankRecord,
  type Current,
  emptyState,
  type Recorded,
  type StandingRequest,
  type StateDocument,
  type Run as StateRun,
  type WebhookRecord,
} from '../src/state/document.ts';
import { parseState, stateText } from '../src/state/state-text.ts';
import type { StateStore } from '../src/state/store.ts';
import { canonicalText, describe, type WebhookBody } from '../src/webhook/body.ts';

export const now = '2026-11-26T12:00:00.000Z';
export const earlier = '2026-11-26T11:00:00.000Z';
export const later = '2026-11-26T12:05:00.000Z';

export const manifestPath = '.github/conduit-webhooks.yml';
export const apiUrl = 'https://api.sandbox.conduit.financial';

/** The run that plans. */
export const moment: Recorded = { at: now, run: runOf('200') };

/** The run that recorded what is in state. */
const recorded: Recorded = { at: earlier, run: runOf('100') };

/** A run of a GitHub server. */
export function runOf(id: string, server = 'github'): StateRun {
  return { server: `https://${server}.example.com`, id, attempt: '1', commit: 'c0ffee' };
}

/** A declaration of the events `patterns`; a URL of its own goes with the name. */
export function declared(name: string, fields: Partial<Declaration> = {}): Declaration {
  const patterns = fields.patterns ?? ['transaction.completed'];
  const url = `https://hooks.example.com/${name}`;
  const body: WebhookBody = { url, events: patterns as WebhookBody['events'], status: 'enabled', ...fields.body };
  return { name, patterns, ...fields, body };
}

/** The declaration with another URL. */
export function moved(declaration: Declaration, path = 'moved'): Declaration {
  const url = `https://hooks.example.com/${path}`;
  return { ...declaration, body: { ...declaration.body, url } };
}

/** What state has of a webhook that was registered as it is declared. */
export function current(id: string, of: Declaration, origin: Current['origin'] = 'created'): Current {
  return { id, origin, ...describe(of), ...recorded };
}

/** What state has of a request whose outcome is not known; `until` in the past unless said otherwise. */
export function request(id: string, of: Declaration, fields: Partial<StandingRequest> = {}): StandingRequest {
  const context = { run: recorded.run, secretsEnvironment: undefined };
  return { ...requestFor(of, { id, until: earlier, at: recorded.at }, context), ...fields };
}

export function record(fields: Partial<WebhookRecord>): WebhookRecord {
  return { ...blankRecord, ...fields };
}

export function stateOf(webhooks: Record<string, WebhookRecord>, fields: Partial<StateDocument> = {}): StateDocument {
  return { ...emptyState('sandbox', manifestPath, apiUrl), webhooks, ...fields };
}

export function decisionLines(...texts: string[]): DecisionLine[] {
  return texts.map((text) => {
    const parsed = parseDecision(text);
    if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
    return { decision: parsed.decision };
  });
}

export function contextOf(declarations: readonly Declaration[], fields: Partial<PlanContext> = {}): PlanContext {
  return {
    environment: 'sandbox',
    manifest: manifestPath,
    apiUrl,
    declarations,
    decisions: [],
    elsewhere: [],
    onChange: 'ask',
    secretsEnvironment: undefined,
    noToken: 'in-plan',
    remembers: true,
    ...moment,
    ...fields,
  };
}

/** Nothing was observed beside the state: GitHub was not asked. */
export const unseen: Observed = { secrets: undefined, otherManifest: false };

export interface MemoryStore extends StateStore {
  patienceMs: number;
  text: string | undefined;
  /** What each write said of itself. */
  messages: string[];
  /** Called before each write: somebody else may write first, or nobody can. */
  before: (write: number) => void | Promise<void>;
}

/** A store in memory, in which every write is cheap unless `patienceMs` says otherwise. */
export function memoryStore(start?: StateDocument, patienceMs = 0): MemoryStore {
  let writes = 0;
  const store: MemoryStore = {
    text: start && stateText(start),
    messages: [],
    before: () => undefined,
    place: 'memory',
    patienceMs,
    read: async () => ({ revision: store.text ?? '', ...(store.text !== undefined && { text: store.text }) }),
    async write(text, revision, message) {
      writes += 1;
      await store.before(writes);
      if (revision !== (store.text ?? '')) return 'moved';
      store.messages.push(message);
      store.text = text;
      return { text, revision: text };
    },
    close: () => undefined,
  };
  return store;
}

/** The document that a store holds. */
export function parsed({ text }: MemoryStore): StateDocument {
  return parseState(text ?? '', 'sandbox', 'memory');
}

/** A clock that only sleeping moves on. */
export function sleepingClock(): Clock & { pass(ms: number): void } {
  let time = 0;
  const pass = (ms: number) => {
    time += ms;
  };
  return {
    now: () => Date.parse(now) + time,
    elapsed: () => time,
    random: () => 0.5,
    sleep: async (ms) => pass(ms),
    pass,
  };
}

/** Leaves time for everything. */
export const noDeadline: Deadline = { now: Number.POSITIVE_INFINITY, elapsed: Number.POSITIVE_INFINITY };

/** GitHub secrets in memory. */
interface Vault extends SecretKeeper {
  /** What each secret holds, by its name in upper case. */
  values: Map<string, string>;
  /** What was asked, in order. */
  calls: string[];
  /** Writes a secret, or deletes it, as a person does. */
  set(name: string, value: string): void;
  delete(name: string): void;
  /** Called before each call is carried out, and after a value was stored: it may fail. */
  trouble: (call: string) => void;
}

export function vaultOf(values: Readonly<Record<string, string>> = {}): Vault {
  const times = new Map<string, string>();
  let writes = 0;
  const begin = (call: string) => {
    vault.calls.push(call);
    vault.trouble(call);
  };
  const vault: Vault = {
    values: new Map(),
    calls: [],
    trouble: () => undefined,
    set(name, value) {
      writes += 1;
      vault.values.set(name.toUpperCase(), value);
      times.set(name.toUpperCase(), `t${writes}`);
    },
    delete(name) {
      vault.values.delete(name.toUpperCase());
      times.delete(name.toUpperCase());
    },
    prepare: async () => begin('prepare'),
    async list() {
      begin('list');
      return new Map(times);
    },
    async updatedAt(name) {
      begin(`look ${name}`);
      return times.get(name.toUpperCase()) ?? null;
    },
    async store(name, value) {
      begin(`store ${name} ${value}`);
      vault.set(name, value);
      vault.trouble(`stored ${name}`);
    },
    close: () => undefined,
  };
  for (const [name, value] of Object.entries(values)) vault.set(name, value);
  return vault;
}

/** The outcome that a webhook exists, and its signing secret is known. */
export function created(id: string): Outcome {
  return { kind: 'created', id, secret: `secret of ${id}`, warnings: [] };
}

/** What a run of register is given, and how the world answers it. */
export interface Given extends Partial<Omit<RegisterOptions, 'context' | 'store'>> {
  store?: StateStore;
  context?: Partial<PlanContext>;
  /** What the requests come to, one after the other; created when there are no more. */
  outcomes?: (Outcome | Error)[];
  /** Awaited before each request is sent; it may fail. */
  onRequest?: (name: string) => void | Promise<void>;
}

interface Run extends Registration {
  /** Names of the webhooks for which requests were sent. */
  sent: string[];
  /** Names and statuses, as they were taken into the outputs and as they were shown. */
  kept: string[][];
  shown: string[];
}

/** One run of register, with one request at a time unless told otherwise. */
export async function registerOnce(
  declarations: readonly Declaration[],
  { store = memoryStore(), context, outcomes = [], onRequest, ...given }: Given = {},
): Promise<Run> {
  const [sent, kept, shown]: [string[], string[][], string[]] = [[], [], []];
  const queue = [...outcomes];
  const quiet = new AbortController().signal;
  let ids = 0;
  const registration = await register({
    store,
    context: contextOf(declarations, { noToken: given.secrets === undefined ? 'missing' : undefined, ...context }),
    secrets: undefined,
    isManifest: () => false,
    begin: () => undefined,
    connect: async () => (cancelled) => ({
      async create(body, onSend) {
        if (cancelled.aborted) return { kind: 'unsent', reason: String(cancelled.reason) };
        const name = declarations.find((one) => one.body === body)?.name ?? '';
        await onRequest?.(name);
        onSend?.();
        sent.push(name);
        const next = queue.shift() ?? created(`whk_new_${sent.length}`);
        if (next instanceof Error) throw next;
        return next;
      },
      close: () => undefined,
    }),
    concurrency: 1,
    timeoutMs: 1000,
    cancelled: quiet,
    expired: quiet,
    clock: sleepingClock(),
    randomId() {
      ids += 1;
      return ids.toString(16).padStart(16, '0');
    },
    onSend: () => undefined,
    keep: (news) => void kept.push(news.map(({ name, status }) => `${name} ${status}`)),
    show: ({ name, status }) => void shown.push(`${name} ${status}`),
    ...given,
  });
  return { ...registration, sent, kept, shown };
}

const names = ['payments', 'ledger', 'billing', 'constructor'];
const ids = Array.from({ length: 12 }, (_, index) => `whk_${index}`);
const secretNames = ['ONE', 'TWO'];

/** A body and the patterns that it came from: few enough that random ones are often the same. */
const bodyAndPatterns = fc
  .record({
    url: fc.constantFrom('https://one.example.com/', 'https://two.example.com/?token=x'),
    patterns: fc.constantFrom<string[]>(['customer.*'], expandEvents(['customer.*']), [
      'transaction.completed',
      'customer.active',
    ]),
    status: fc.constantFrom('enabled' as const, 'disabled' as const),
  })
  .map(({ url, patterns, status }) => ({ body: { url, status, events: expandEvents(patterns) }, patterns }));

/** What a valid manifest may declare: names, bodies, IDs and GitHub secrets of its own. */
export const declarations: fc.Arbitrary<Declaration[]> = fc.uniqueArray(
  fc
    .record(
      {
        name: fc.constantFrom(...names),
        what: bodyAndPatterns,
        id: fc.constantFrom(...ids),
        secret: fc.constantFrom(...secretNames),
      },
      { requiredKeys: ['name', 'what'] },
    )
    .map(({ what, ...rest }) => ({ ...rest, ...what })),
  {
    comparator: (one, other) =>
      one.name === other.name ||
      canonicalText(one.body) === canonicalText(other.body) ||
      (one.id !== undefined && one.id === other.id) ||
      (one.secret !== undefined && one.secret === other.secret),
    maxLength: 4,
  },
);

/** A state in which no ID stands twice. */
export const states: fc.Arbitrary<StateDocument> = fc
  .record({
    shuffled: fc.shuffledSubarray(ids, { minLength: ids.length }),
    webhooks: fc.dictionary(
      fc.constantFrom(...names),
      fc.record({
        what: bodyAndPatterns,
        has: fc.subarray(['current', 'request']),
        origin: fc.constantFrom('created' as const, 'adopted' as const),
        replaced: fc.nat(1),
        gone: fc.nat(1),
        removed: fc.boolean(),
        waits: fc.boolean(),
        secret: fc.option(fc.constantFrom(...secretNames), { nil: undefined }),
        revision: fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 16, maxLength: 16 }),
      }),
      { maxKeys: 4 },
    ),
    secrets: fc.dictionary(
      fc.constantFrom(...secretNames),
      fc.record({ updatedAt: fc.constantFrom('t1', 't2'), owner: fc.constantFrom(...ids) }, { requiredKeys: [] }),
    ),
    manifest: fc.constantFrom(manifestPath, manifestPath, 'hooks.yml'),
    run: fc.constantFrom('100', '300'),
  })
  .map(({ shuffled, webhooks, secrets, manifest, run }) => {
    const unused = [...shuffled];
    const take = (count: number) => unused.splice(0, count);
    const records = Object.entries(webhooks).map(([name, given], index): [string, WebhookRecord] => {
      const { what, has, origin, secret, revision, removed, waits } = given;
      const [id = ''] = take(1);
      const fields = { until: waits ? later : earlier, ...(secret && { secret }) };
      const one = {
        revision,
        ...(has.includes('current') && { current: current(id, { name, ...what }, origin) }),
        ...(has.includes('request') && { request: request(`req_000000000000000${index}`, { name, ...what }, fields) }),
        replaced: take(given.replaced),
        gone: take(given.gone),
        ...(removed && has.includes('current') && { removedAt: earlier }),
      };
      return [name, one];
    });
    return stateOf(Object.fromEntries(records), { secrets: { ...secrets }, manifest, run: runOf(run) });
  });

/** Lines that may be about such states. */
export const decisions: fc.Arbitrary<DecisionLine[]> = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constant('replace'), fc.constantFrom(...names), fc.constantFrom(...ids)),
      fc.tuple(
        fc.constant('gone'),
        fc.constantFrom(...names),
        fc.constantFrom(...ids, 'req_0000000000000000', 'req_0000000000000001'),
      ),
    ),
    { maxLength: 4 },
  )
  .map((lines) => decisionLines(...lines.map((words) => words.join(' '))));

/** What GitHub may say of its secrets, where it is asked. */
export const seen: fc.Arbitrary<Observed> = fc
  .option(fc.dictionary(fc.constantFrom(...secretNames), fc.constantFrom('t1', 't2', null)), { nil: undefined })
  .map((values) => ({ secrets: values && new Map(Object.entries(values)), otherManifest: false }));
