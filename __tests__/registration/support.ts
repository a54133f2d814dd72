/** Declarations and states, given and random, and stores and clients that live in memory. */
import fc from 'fast-check';
import type { ConduitClient } from '../../src/conduit/client.ts';
import type { Outcome } from '../../src/conduit/reply.ts';
import { type Declaration, expandEvents } from '../../src/manifest/declarations.ts';
import type { Target } from '../../src/registration/ledger.ts';
import type { PlanOptions } from '../../src/registration/plan.ts';
import { type Registration, register } from '../../src/registration/register.ts';
import type {
  Adopted,
  Entry,
  Intent,
  Registered,
  StateDocument,
  Unknown,
} from '../../src/state/document.ts';
import { fingerprintOf, storedBody } from '../../src/state/fingerprint.ts';
import type { StateStore } from '../../src/state/store.ts';
import { stateText } from '../../src/state/text.ts';

const names = ['a', 'b', 'c', 'd', 'constructor'];
const ids = Array.from({ length: 12 }, (_, index) => `whk_${index}`);

export const run = (id: string) => ({ id, attempt: '1', commit: 'c0ffee' });

/** A webhook as a manifest may declare it. */
export function declared(name = 'a', more: Partial<Declaration> = {}): Declaration {
  const url = `https://hooks.example.com/${name}`;
  return {
    name,
    body: { url, events: ['customer.active'], status: 'enabled' },
    patterns: ['customer.active'],
    ...more,
  };
}

/** What every entry of state has of the webhook that `declared` gives. */
export function common(name = 'a') {
  const { body, patterns } = declared(name);
  return {
    fingerprint: fingerprintOf(body),
    body: storedBody(body),
    patterns,
    at: '2026-01-01T00:00:00.000Z',
    run: run('1'),
  };
}

/** That webhook, registered. */
export function registered(name = 'a', more: Partial<Registered> = {}): Registered {
  return { ...common(name), status: 'registered', id: `whk_${name}`, ...more };
}

/** A body and the patterns that it came from: few enough that random ones are often the same. */
const bodyAndPatterns = fc
  .record({
    url: fc.constantFrom('https://one.example.com/', 'https://two.example.com/?token=x'),
    patterns: fc.constantFrom<string[]>(
      ['customer.*'],
      expandEvents(['customer.*']),
      ['transaction.completed', 'customer.active'],
      ['customer.active', 'transaction.completed'],
    ),
    status: fc.constantFrom('enabled' as const, 'disabled' as const),
  })
  .map(({ url, patterns, status }) => ({
    body: { url, status, events: expandEvents(patterns) },
    patterns,
  }));

/** What a valid manifest may declare: names, bodies and IDs of its own. */
export const declarations: fc.Arbitrary<Declaration[]> = fc.uniqueArray(
  fc
    .record({
      name: fc.constantFrom(...names),
      what: bodyAndPatterns,
      id: fc.option(fc.constantFrom(...ids), { nil: undefined, freq: 3 }),
    })
    .map(({ name, what, id }) => ({ name, ...what, ...(id === undefined ? {} : { id }) })),
  {
    comparator: (one, other) =>
      one.name === other.name ||
      fingerprintOf(one.body) === fingerprintOf(other.body) ||
      (one.id !== undefined && one.id === other.id),
    maxLength: 5,
  },
);

/** A state in which no ID stands twice. */
export const states: fc.Arbitrary<StateDocument> = fc
  .record({
    shuffled: fc.shuffledSubarray(ids, { minLength: ids.length }),
    entries: fc.dictionary(
      fc.constantFrom(...names),
      fc.record({
        status: fc.constantFrom('registered', 'adopted', 'intent', 'unknown'),
        what: bodyAndPatterns,
        run: fc.constantFrom('1', '2'),
        replaced: fc.boolean(),
        previous: fc.boolean(),
        grown: fc.boolean(),
        removed: fc.boolean(),
      }),
      { maxKeys: 5 },
    ),
  })
  .map(({ shuffled, entries }) => {
    const unused = [...shuffled];
    const webhooks = Object.entries(entries).map(([name, given]) => {
      const { body } = given.what;
      const events = given.grown ? body.events.slice(1) : body.events;
      const common = {
        fingerprint: fingerprintOf({ ...body, events }),
        body: storedBody({ ...body, events }),
        patterns: given.what.patterns,
        at: '2026-01-01T00:00:00.000Z',
        run: run(given.run),
      };
      const replaced = given.replaced ? { replaced: unused.splice(0, 1) } : {};
      const removed = given.removed ? { removedAt: '2026-01-02T00:00:00.000Z' } : {};
      const certain = { ...common, id: unused.shift() ?? '', ...replaced, ...removed };
      const previous = given.previous
        ? { previous: { ...certain, status: 'registered' as const } }
        : {};
      const entry: Entry = {
        registered: (): Registered => ({ ...certain, status: 'registered' }),
        adopted: (): Adopted => ({ ...certain, status: 'adopted' }),
        intent: (): Intent => ({ ...common, status: 'intent', ...previous }),
        unknown: (): Unknown => ({ ...common, status: 'unknown', reason: 'cut', ...previous }),
      }[given.status as Entry['status']]();
      return [name, entry] as const;
    });
    return stateOf(Object.fromEntries(webhooks));
  });

export const options: fc.Arbitrary<PlanOptions> = fc.record({
  onChange: fc.constantFrom('fail', 'replace'),
  replace: fc.subarray(names),
  runId: fc.constantFrom('1', '3'),
});

export function stateOf(webhooks: StateDocument['webhooks']): StateDocument {
  return { version: 1, environment: 'sandbox', manifest: 'm.yml', apiUrl: 'https://api', webhooks };
}

/** Every ID that a state remembers. */
export function idsIn({ webhooks }: StateDocument): string[] {
  return Object.values(webhooks).flatMap((entry) => {
    if (entry === undefined) return [];
    const certain = 'id' in entry ? entry : entry.previous;
    return certain === undefined ? [] : [certain.id, ...(certain.replaced ?? [])];
  });
}

export interface MemoryStore extends StateStore {
  text: string | undefined;
  /** What each write said of itself. */
  messages: string[];
  /** Called before each write: somebody else may write first. */
  before: (write: number) => void;
}

export function memoryStore(
  start: StateDocument | undefined,
  keepsEveryResult = false,
): MemoryStore {
  const revision = () => store.text ?? '';
  const store: MemoryStore = {
    text: start && stateText(start),
    messages: [],
    before: () => undefined,
    place: 'memory',
    keepsEveryResult,
    read: async () => ({
      ...(store.text === undefined ? {} : { text: store.text }),
      revision: revision(),
    }),
    async write(text, expected, message) {
      store.before(store.messages.length + 1);
      if (expected !== revision()) return 'moved';
      store.messages.push(message);
      store.text = text;
      return { text, revision: text };
    },
    close: () => undefined,
  };
  return store;
}

export const parsed = ({ text }: MemoryStore) => JSON.parse(text ?? 'null') as StateDocument;

export interface Attempt extends Registration {
  /** URLs that requests were sent for. */
  sent: string[];
}

/** A run of register; `outcomes` are what the requests come to, created when there are no more. */
export async function attempt(
  store: StateStore,
  declared: readonly Declaration[],
  planOptions: PlanOptions,
  {
    outcomes = [],
    cancelled = false,
    pause = async () => undefined,
  }: {
    outcomes?: Outcome[];
    cancelled?: boolean;
    pause?: (ms: number) => Promise<void>;
  } = {},
): Promise<Attempt> {
  const sent: string[] = [];
  const queue = [...outcomes];
  const client: ConduitClient = {
    async create({ url }) {
      sent.push(url);
      return (
        queue.shift() ?? {
          kind: 'created',
          id: `whk_new_${planOptions.runId}_${sent.length}`,
          secret: 'whsec',
          warnings: [],
        }
      );
    },
    close: () => undefined,
  };
  const registration = await register({
    store,
    target: targetOf(declared, planOptions),
    connect: async () => () => client,
    concurrency: 2,
    cancelled: cancelled
      ? AbortSignal.abort('the run was cancelled')
      : new AbortController().signal,
    moment: () => ({ at: '2026-02-02T00:00:00.000Z', run: run(planOptions.runId) }),
    pause,
    onResults: () => undefined,
  });
  return { ...registration, sent };
}

export function targetOf(declared: readonly Declaration[], planOptions: PlanOptions): Target {
  return {
    environment: 'sandbox',
    manifest: 'm.yml',
    apiUrl: 'https://api',
    declarations: declared,
    options: planOptions,
  };
}
