/**
 * A person, a manifest of two environments, and runs that are killed, put to sleep and interleaved; servers whose own
 * lists are the judge. Decisions are true when they are made, and stay in place for ever.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hasFailed, type Registration } from '../../src/apply/results.ts';
import { type Clock, type Deadline, leaves } from '../../src/clients/clock.ts';
import type { Outcome } from '../../src/clients/reply.ts';
import type { Decision, DecisionLine } from '../../src/manifest/decisions.ts';
import { lineOf } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import { type PlanError, remindersOf } from '../../src/plan/plan.ts';
import type { Question } from '../../src/plan/questions/index.ts';
import { Foreseen } from '../../src/safe/foreseen.ts';
import { emptyState, recordOf, type StateDocument } from '../../src/state/document.ts';
import { parseState } from '../../src/state/state-text.ts';
import { canonicalText } from '../../src/webhook/body.ts';
import { apiUrl, declared, memoryStore, registerOnce, runOf, vaultOf } from '../../testing/plans.ts';
import { holds, runs } from '../fuzz.ts';

/** Never settles: what a killed process was about to do. */
const never = new Promise<never>(() => undefined);

const minute = 60_000;

/** Until then, nobody decides about a request without an outcome. */
const shortestRequest = 10 * minute;

/** For one request. */
const timeoutMs = 1000;

const environments = ['sandbox', 'live'] as const;
const names = ['payments', 'ledger', 'billing'];
const secretNames = ['ONE_SECRET', 'TWO_SECRET'];

interface Webhook {
  id: string;
  body: string;
  isActive: boolean;
}

/** What all environments have in common. */
class World {
  now = Date.parse('2026-11-26T12:00:00Z');
  counter = 100;
  onChange: 'ask' | 'replace' = 'ask';
  path = 'a.yml';
  readonly lines: DecisionLine[] = [];
  /** Lines that were carried out: none may be a second time, anywhere. */
  readonly carriedOut = new Set<string>();
  readonly wrongs: string[] = [];
  readonly places: readonly Place[];
  /** What has happened so far, in words. */
  readonly story: string[] = [];
  /** Lets whatever waits go on in any order. */
  readonly turn: () => Promise<void>;

  constructor(turn: () => Promise<void>) {
    this.turn = turn;
    this.places = environments.map((environment) => new Place(this, environment));
  }

  next(): number {
    this.counter += 1;
    return this.counter;
  }

  tell(what: string): void {
    this.story.push(what.replaceAll(/0{4,}/g, '…'));
  }

  decide(decision: Decision): void {
    const text = lineOf(decision);
    if (this.decided(text)) return;
    this.tell(`decision \`${text}\``);
    this.lines.push({ decision });
  }

  decided(text: string): boolean {
    return this.lines.some(({ decision }) => lineOf(decision) === text);
  }
}

/** All that is true of one environment. */
class Place {
  readonly store = memoryStore();
  readonly vault = vaultOf();
  readonly server: Webhook[] = [];
  readonly manifest = new Map<string, Declaration>();
  /** A request's ID → the webhook that came of it. */
  readonly outcomes = new Map<string, Webhook>();
  /** IDs that were said to go on under a new name, or to be replaced there, in this step. */
  readonly claimed = new Set<string>();
  /** Every run there was. */
  readonly orders: Order[] = [];
  /** Runs that sleep, and what wakes them. */
  readonly asleep: { done: Promise<unknown>; wake(): void }[] = [];

  readonly world: World;
  readonly environment: (typeof environments)[number];

  constructor(world: World, environment: (typeof environments)[number]) {
    this.world = world;
    this.environment = environment;
  }

  get state(): StateDocument {
    const { text } = this.store;
    return text === undefined
      ? emptyState(this.environment, this.world.path, apiUrl)
      : parseState(text, this.environment, 'here');
  }

  /** Declares a webhook, unless that makes two of the same body: no manifest may have those. */
  declare(declaration: Declaration): void {
    const text = canonicalText(declaration.body);
    const others = [...this.manifest.values()].filter(({ name }) => name !== declaration.name);
    if (others.some(({ body }) => canonicalText(body) === text)) return;
    this.manifest.set(declaration.name, declaration);
  }

  readonly webhook = (id: string | undefined): Webhook | undefined => this.server.find((one) => one.id === id);

  /** Creates a webhook as the API does, and objects where nobody asked for it. */
  create({ name, body }: Declaration): Webhook {
    const { world } = this;
    const text = canonicalText(body);
    const current = this.webhook(recordOf(this.state, name)?.current?.id);
    const owners = Object.entries(this.state.webhooks).flatMap(([owner, record]) =>
      this.webhook(record?.current?.id)?.body === text && !this.manifest.has(owner) ? owner : [],
    );
    if (current?.isActive) {
      const line = `replace ${name} ${current.id}`;
      const isPolicy = world.onChange === 'replace' && current.body !== text;
      if (!world.decided(line) && !isPolicy) {
        world.wrongs.push(`${name} exists already as ${current.id}`);
      }
    } else if (current === undefined && owners.length > 0) {
      world.wrongs.push(`${name} exists already as ${owners}`);
    }
    const id = `whk_${String(world.next()).padStart(27, '0')}`;
    const webhook = { id, body: text, isActive: true };
    this.server.push(webhook);
    return webhook;
  }

  /** Nothing was created that nobody asked for, and nothing that is active is forgotten. */
  check(): void {
    expect(this.world.wrongs).toEqual([]);
    if (this.asleep.length > 0) return;
    const known = Object.values(this.state.webhooks).flatMap((record) => [
      record?.current?.id,
      ...(record?.replaced ?? []),
      this.outcomes.get(record?.request?.id ?? '')?.id,
    ]);
    const lost = this.server.filter(({ id, isActive }) => isActive && !known.includes(id));
    expect(lost, 'active and forgotten').toEqual([]);
  }

  /** A green run is right: each webhook is at the server as it is declared, its signing secret where it belongs. */
  checkTruth(declarations: readonly Declaration[], { results }: Registration): void {
    for (const { name, id = '' } of results) {
      const declaration = declarations.find((one) => one.name === name);
      const webhook = this.webhook(id);
      expect(webhook?.isActive, `${name} as ${id}`).toBe(true);
      expect(webhook?.body).toBe(declaration && canonicalText(declaration.body));
      const { secret } = declaration ?? {};
      if (secret !== undefined) {
        expect(this.vault.values.get(secret), `${secret} of ${name}`).toBe(secretOf(id));
      }
    }
  }
}

const secretOf = (id: string) => `secret of ${id}`;

/**
 * How a run is disturbed at the n-th of its dealings with the world: killed there, refused or unheard; or it sleeps
 * before, since its process is stopped, or its whole machine suspended with the clock that counts the time.
 */
interface Trouble {
  at: number;
  kind: 'kill' | 'refuse' | 'lose' | 'stop' | 'suspend';
}

const troubleWords: Readonly<Record<Trouble['kind'], string>> = {
  kill: 'is killed at',
  refuse: 'may be rejected at',
  lose: 'may hear no reply at',
  stop: 'is stopped before',
  suspend: 'is suspended with its machine before',
};

/** What a run is for: its number, and the manifest as it was when it began. */
interface Order {
  id: string;
  declarations: readonly Declaration[];
}

/** A new run, for the manifest as it is. */
function order(place: Place): Order {
  const id = String(place.world.next());
  const one = { id, declarations: [...place.manifest.values()] };
  place.orders.push(one);
  return one;
}

/** One run of register; undefined when it was killed or sleeps. */
async function run(place: Place, { id, declarations }: Order, trouble?: Trouble): Promise<Registration | undefined> {
  const { world } = place;
  world.now += minute;
  const began = world.now;
  let dealings = 0;
  let isDead = false;
  let isLate = false;
  let suspendedMs = 0;
  let nap: Promise<void> | undefined;
  const ended = Promise.withResolvers<undefined>();
  const clock: Clock = {
    now: () => world.now,
    elapsed: () => world.now - suspendedMs,
    random: () => 0.5,
    sleep: async () => undefined,
  };
  const sleep = async ({ kind }: Trouble) => {
    if (kind !== 'stop' && kind !== 'suspend') return;
    const from = world.now;
    const woken = Promise.withResolvers<void>();
    place.asleep.push({ done: finished, wake: woken.resolve });
    ended.resolve(undefined);
    await woken.promise;
    if (kind === 'suspend') suspendedMs += world.now - from;
    isLate = world.now - began > shortestRequest;
  };
  world.tell(`run ${id} begins in ${place.environment}`);
  const deal = async <T>(what: string, act: () => T | Promise<T>): Promise<T> => {
    await world.turn();
    if (isDead) return never;
    dealings += 1;
    const count = dealings;
    if (trouble?.at === count) {
      world.tell(`run ${id} ${troubleWords[trouble.kind]} ${what}`);
      nap = sleep(trouble);
    }
    // All of the process sleeps.
    await nap;
    const happens = async () => act();
    if (trouble?.at !== count || trouble.kind !== 'kill') return happens();
    // Half of what is killed has happened, and nobody learns of it.
    if (count % 2 === 0) await Promise.allSettled([happens()]);
    isDead = true;
    ended.resolve(undefined);
    return never;
  };
  const store = {
    ...place.store,
    read: () => deal('reading the state', place.store.read),
    write: (...given: Parameters<typeof place.store.write>) =>
      deal('writing the state', () => place.store.write(...given)),
  };
  const { vault } = place;
  const secrets = {
    ...vault,
    prepare: () => deal('reading the public key', vault.prepare),
    list: () => deal('listing GitHub secrets', vault.list),
    updatedAt: (name: string) => deal(`looking at ${name}`, () => vault.updatedAt(name)),
    store: (name: string, value: string, deadline: Deadline) =>
      deal(`storing ${name}`, () => {
        if (!leaves(timeoutMs, deadline, clock)) throw new Foreseen('no time left');
        return vault.store(name, value, deadline);
      }),
  };
  const connect = async () => (_: AbortSignal, deadline: Deadline) => ({
    async create(body: Declaration['body']): Promise<Outcome> {
      const declaration = declarations.find((one) => one.body === body);
      if (declaration === undefined) throw new Error('nothing of the kind is declared');
      const { name } = declaration;
      const requestId = recordOf(place.state, name)?.request?.id ?? '';
      const kind = trouble?.at === dealings + 1 ? trouble.kind : undefined;
      return deal<Outcome>(`the request for ${name}`, () => {
        if (!leaves(timeoutMs, deadline, clock)) return { kind: 'unsent', reason: 'no time left' };
        if (kind === 'refuse') return { kind: 'rejected', status: 400, errors: [] };
        const webhook = place.create(declaration);
        place.outcomes.set(requestId, webhook);
        const secret = secretOf(webhook.id);
        return kind === 'lose'
          ? { kind: 'unconfirmed', reason: 'timed out', ...(dealings % 2 === 0 && { secret }) }
          : { kind: 'created', id: webhook.id, secret, warnings: [] };
      });
    },
    close: () => undefined,
  });
  const finished = registerOnce(declarations, {
    store,
    secrets,
    context: {
      environment: place.environment,
      manifest: world.path,
      decisions: [...world.lines],
      onChange: world.onChange,
      at: new Date(world.now).toISOString(),
      run: runOf(id),
    },
    connect,
    concurrency: 2,
    timeoutMs,
    clock,
    randomId: () => world.next().toString(16).padStart(16, '0'),
  }).then((registration) => {
    world.tell(`run ${id} ends: ${cameTo(registration)}`);
    // What a run that slept too long does and says was true when it began.
    if (isLate) learn(place, registration);
    else judge(place, declarations, registration);
    return registration;
  });
  return Promise.race([finished, ended.promise]);
}

/** What a run came to, in words. */
function cameTo({ results, questions, plan, failures }: Registration): string {
  return [
    ...results.map(({ name, status, id = '' }) => `${name} ${status} ${id}`.trim()),
    ...questions.map(({ name, kind }) => `${kind}? (${name})`),
    ...plan.errors.map(({ kind }) => `error ${kind}`),
    ...failures,
  ].join(', ');
}

/** A run that slept too long may record a webhook that the person took for lost and deleted: she reads of it then. */
function learn(place: Place, { results }: Registration): void {
  for (const [name, record] of Object.entries(place.state.webhooks)) {
    const id = record?.current?.id;
    if (id === undefined || place.webhook(id)?.isActive) continue;
    if (results.some((one) => one.id === id)) place.world.decide({ verb: 'replace', name, id });
  }
}

/** What is wrong in what a run did and says. */
function judge(place: Place, declarations: readonly Declaration[], registration: Registration): void {
  const { world } = place;
  const { plan, results } = registration;
  const applied = plan.judgements.filter(({ kind }) => kind === 'applied');
  for (const { line } of plan.errors.length > 0 ? [] : applied) {
    const { decision } = line;
    const text = lineOf(decision);
    // Replacing may be tried again after it was refused; it is carried out once a webhook came of it.
    const isDone =
      decision.verb !== 'replace' || results.some(({ name, status }) => name === decision.name && status === 'created');
    if (!isDone) continue;
    expect(world.carriedOut, `${text} once`).not.toContain(text);
    world.carriedOut.add(text);
  }
  // A person may have acted upon a newer manifest since, of which an older run knows nothing.
  const isCurrent = declarations.every((one) => place.manifest.get(one.name) === one);
  if (!hasFailed(registration) && isCurrent) place.checkTruth(declarations, registration);
}

/** The person answers a question; `choice` picks between true answers. */
function answer(place: Place, question: Question, choice: number): void {
  const decision = truthfulDecision(place, question, choice);
  if (decision !== undefined) place.world.decide(decision);
}

function truthfulDecision(place: Place, question: Question, choice: number): Decision | undefined {
  const { world } = place;
  const [first, second] = question.options;
  if (question.kind === 'state-mismatch') return first;
  const { name } = question;
  const declaration = place.manifest.get(name);
  switch (question.kind) {
    case 'unconfirmed': {
      const webhook = place.outcomes.get(question.request.id);
      if (question.inProgress) {
        world.now += 20 * minute;
      } else if (webhook?.isActive && declaration !== undefined && choice % 2 === 1) {
        place.manifest.set(name, { ...declaration, id: webhook.id });
      } else {
        // Deleted by hand, so that what is said is true.
        if (webhook !== undefined) webhook.isActive = false;
        return first;
      }
      return undefined;
    }
    case 'renamed': {
      // Of two names that claim one webhook, only one can be right.
      const { id } = question.recorded;
      if (place.claimed.has(id)) return undefined;
      place.claimed.add(id);
      if (!('until' in question.recorded) && !place.webhook(id)?.isActive) {
        return { verb: 'gone', name: question.from, id };
      }
      return choice % 2 === 0 ? first : (second ?? first);
    }
    case 're-added':
      return place.webhook(question.current.id)?.isActive ? first : second;
    case 'id-differs': {
      const webhook = place.webhook(question.current.id);
      if (webhook !== undefined) webhook.isActive = false;
      return first;
    }
    case 'changed': {
      const webhook = place.webhook(question.current.id);
      if (declaration === undefined || webhook === undefined) return undefined;
      if (choice % 2 === 0 || !webhook.isActive) return first;
      webhook.body = canonicalText(declaration.body);
      return second;
    }
    case 'not-stored':
      if (choice % 2 === 0) return second;
      place.vault.set(question.secret, secretOf(question.id));
      return first;
  }
}

/** What cannot be settled by a decision: the person takes back what is in the way. */
function retract(place: Place, error: PlanError): void {
  const { lines } = place.world;
  if (error.kind === 'secret-taken') {
    place.vault.delete(error.secret);
    return;
  }
  if (error.kind !== 'contradiction') throw new Error(`${error.kind} is not to be expected`);
  // The older one, which was never carried out.
  const older = lines.find((line) => error.lines.includes(line));
  if (older !== undefined) lines.splice(lines.indexOf(older), 1);
}

/** What each edit is, in words. */
const editWords = {
  declare: 'declares',
  remove: 'removes',
  url: 'gives another URL to',
  rename: 'renames',
  secret: 'gives another GitHub secret to',
  delete: 'deletes what is to be deleted,',
  move: 'moves the manifest,',
};

interface Edit {
  kind: keyof typeof editWords;
  which: number;
}

/** A person's edit of the manifest, or deletion in the Dashboard of what is to be deleted. */
function edit(place: Place, { kind, which }: Edit): void {
  const { world, manifest } = place;
  const name = names[which % names.length] as string;
  const about = kind === 'delete' || kind === 'move' ? which : name;
  world.tell(`in ${place.environment} the person ${editWords[kind]} ${about}`);
  const declaration = manifest.get(name);
  if (kind === 'move') world.path = which % 2 === 0 ? 'a.yml' : 'b.yml';
  if (kind === 'delete') deleteUnwanted(place, which % 2 === 0);
  if (kind === 'declare' && declaration === undefined) place.declare(declared(name));
  // What was edited in the Dashboard, too, stays so until a run has heard of it.
  const isPending = ({ decision }: DecisionLine) =>
    decision.verb === 'keep' && decision.name === name && !world.carriedOut.has(lineOf(decision));
  if (declaration === undefined || world.lines.some(isPending)) return;
  const { id: _, ...withoutId } = declaration;
  const { secret: __, ...withoutSecret } = declaration;
  switch (kind) {
    case 'remove':
      manifest.delete(name);
      return;
    case 'url': {
      const { url } = declared(name).body;
      const other = declaration.body.url === url ? `${url}/b` : url;
      place.declare({ ...declaration, body: { ...declaration.body, url: other } });
      return;
    }
    case 'rename': {
      const other = names[(which + 1) % names.length] as string;
      if (manifest.has(other)) return;
      manifest.delete(name);
      manifest.set(other, { ...withoutId, name: other });
      return;
    }
    case 'secret': {
      const secret = [...secretNames, undefined][Math.floor(which / 3) % 3];
      const isTaken = [...manifest.values()].some((one) => one.secret === secret);
      if (secret === undefined) manifest.set(name, withoutSecret);
      else if (!isTaken) manifest.set(name, { ...declaration, secret });
    }
  }
}

/** The person deletes in the Dashboard what is to be deleted there, and may say so. */
function deleteUnwanted({ world, state, manifest, webhook }: Place, tells: boolean): void {
  for (const { name, id } of remindersOf(state, [...manifest.values()])) {
    const one = webhook(id);
    if (one === undefined) continue;
    one.isActive = false;
    if (tells) world.decide({ verb: 'gone', name, id });
  }
}

const edits: fc.Arbitrary<Edit> = fc.record({
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('url', 'secret') },
    { weight: 4, arbitrary: fc.constantFrom('declare', 'remove', 'rename', 'delete', 'move') },
  ),
  // The first name most of all, so that one webhook has a long life.
  which: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(0, 3, 6) }, fc.nat(8)),
});

const trouble = fc.option(
  fc.record({
    at: fc.integer({ min: 1, max: 12 }),
    kind: fc.constantFrom<Trouble['kind']>('kill', 'refuse', 'lose', 'stop', 'suspend'),
  }),
  { nil: undefined, freq: 2 },
);

const wild = {
  edits: fc.array(edits, { maxLength: 3 }),
  /** Whether the edits are for both environments, and in which of them the runs are. */
  both: fc.boolean(),
  where: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.constant(1)),
  choice: fc.nat(3),
  answers: fc.boolean(),
  wakes: fc.boolean(),
  /** How much time passes before the runs. */
  minutes: fc.constantFrom(0, 30),
  /** One run, or two at once. */
  runs: fc.array(trouble, { minLength: 1, maxLength: 2 }),
  /** Which of the runs before is run again. */
  old: fc.option(fc.nat(20), { nil: undefined }),
};

/** One edit of one webhook, one run, and a person who answers. */
const calm: typeof wild = {
  edits: fc
    .record<Edit>({
      kind: fc.oneof(
        { weight: 3, arbitrary: fc.constant('url' as const) },
        fc.constantFrom('declare', 'remove', 'secret'),
      ),
      which: fc.constantFrom(0, 3, 6),
    })
    .map((one) => [one]),
  both: fc.constant(false),
  where: fc.constant(0),
  choice: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constant(0)),
  answers: fc.constant(true),
  wakes: fc.constant(false),
  minutes: fc.constantFrom(0, 30),
  runs: trouble.map((one) => [one]),
  old: fc.constant(undefined),
};

const lives = [wild, calm].map((step) => fc.array(fc.record(step), { maxLength: 14, size: 'max' }));
type Life = (typeof lives)[number] extends fc.Arbitrary<infer Steps> ? Steps : never;

/** An older run, run again after a later one has written: it sends, decides and records nothing. */
async function runAgain(place: Place, which: number): Promise<void> {
  const last = Number(place.state.run.id);
  const older = place.orders.filter(({ id }) => Number(id) < last);
  const one = older[which % older.length];
  if (one === undefined) return;
  const before = [place.store.text, place.server.length];
  await run(place, one);
  expect([place.store.text, place.server.length]).toEqual(before);
}

/** Wakes every run that sleeps, and waits for it. */
async function wake(place: Place): Promise<void> {
  const asleep = place.asleep.splice(0);
  if (asleep.length > 0) place.world.tell(`what sleeps in ${place.environment} wakes`);
  for (const one of asleep) one.wake();
  await Promise.all(asleep.map(({ done }) => done));
}

/** A life from its first step to a green run, and all that may be wrong in it. */
async function live(world: World, steps: Life, settled: <T>(work: Promise<T>) => Promise<T>): Promise<void> {
  for (const { where, both, minutes, choice, answers, wakes, old, ...given } of steps) {
    const place = world.places[where] as Place;
    for (const one of given.edits) {
      for (const other of both ? world.places : [place]) edit(other, one);
    }
    world.now += minutes * minute;
    place.claimed.clear();
    const started = given.runs.map((trouble) => run(place, order(place), trouble));
    const registrations = await settled(Promise.all(started));
    if (wakes) await settled(wake(place));
    if (old !== undefined) await settled(runAgain(place, old));
    place.check();
    const questions = registrations.at(-1)?.questions ?? [];
    // What a run that slept has found since is news to the person, too.
    if (answers && !wakes) for (const one of questions) answer(place, one, choice);
  }
  for (const place of world.places) {
    await settled(wake(place));
    for (let count = 0; ; count += 1) {
      place.claimed.clear();
      const registration = await settled(run(place, order(place)));
      place.check();
      if (registration !== undefined && !hasFailed(registration)) break;
      expect(count, 'runs without an end').toBeLessThan(16);
      const errors = registration?.plan.errors ?? [];
      for (const error of errors) retract(place, error);
      // What else is asked may look different without the error.
      if (errors.length > 0) continue;
      for (const one of registration?.questions ?? []) answer(place, one, count);
    }
  }
}

it('leads truthful decisions, left in place for ever, to a green run, with nothing created twice or forgotten', async () => {
  const life = fc.asyncProperty(
    fc.oneof(...lives),
    fc.boolean(),
    fc.option(fc.constantFrom(...secretNames), { nil: undefined }),
    fc.scheduler(),
    async (steps, isPolicy, secret, scheduler) => {
      const world = new World(() => scheduler.schedule(Promise.resolve()));
      world.onChange = isPolicy ? 'replace' : 'ask';
      for (const place of world.places) place.declare(declared('payments', { ...(secret && { secret }) }));
      world.tell(`on-change: ${world.onChange}; payments is declared, secret: ${secret}`);
      try {
        await live(world, steps, (work) => scheduler.waitFor(work));
      } catch (error) {
        throw new Error([(error as Error).message, '', ...world.story].join('\n'));
      }
    },
  );
  await holds(life, runs(600));
});
