/**
 * A person, a manifest, runs that are killed and overtaken, and a server whose own list is the judge. Decisions are
 * true when they are made, and stay in the manifest for ever.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ConduitClient } from '../../src/conduit/client.ts';
import type { Decision, DecisionLine } from '../../src/manifest/decisions.ts';
import type { Declaration } from '../../src/manifest/declarations.ts';
import type { PlanError } from '../../src/registration/plan.ts';
import type { Question } from '../../src/registration/question.ts';
import { lineOf } from '../../src/registration/question.ts';
import { register } from '../../src/registration/register.ts';
import { type Registration, statuses } from '../../src/registration/result.ts';
import { emptyState, type StateDocument } from '../../src/state/document.ts';
import type { StateStore } from '../../src/state/store.ts';
import { parseState } from '../../src/state/text.ts';
import { canonicalText } from '../../src/webhook.ts';
import { runs } from '../fuzz.ts';
import { apiUrl, contextOf, declared, manifestPath } from './support.ts';

/** Never settles: what a killed process was about to do. */
const never = new Promise<never>(() => undefined);

const minute = 60_000;

interface Webhook {
  id: string;
  body: string;
  isActive: boolean;
}

/** All that is true, and all that was said. */
class World {
  now = Date.parse('2026-11-26T12:00:00Z');
  text: string | undefined;
  revision = 0;
  runs = 100;
  ids = 0;
  random = 0;
  readonly server: Webhook[] = [];
  readonly lines: DecisionLine[] = [];
  readonly manifest = new Map<string, Declaration>();
  /** Attempt → the webhook that came of it. */
  readonly outcomes = new Map<string, Webhook>();
  readonly carriedOut = new Set<string>();
  /** Lines by which a webhook was replaced, each once. */
  readonly replaced = new Set<string>();
  readonly wrongs: string[] = [];
  /** IDs that were said to go on under a new name, or to be replaced there, since the last run. */
  readonly claimed = new Set<string>();
  onChange: 'ask' | 'replace' = 'ask';

  get state(): StateDocument {
    return this.text === undefined
      ? emptyState('sandbox', manifestPath, apiUrl)
      : parseState(this.text, 'sandbox', 'here');
  }

  decide(decision: Decision): void {
    const text = lineOf(decision);
    if (this.lines.every((line) => line.text !== text)) this.lines.push({ text, decision });
  }

  /** Creates a webhook as the API does, and objects where nobody asked for it. */
  create(declaration: Declaration): Webhook {
    const { name } = declaration;
    const body = canonicalText(declaration.body);
    const current = this.server.find(({ id }) => id === this.state.webhooks[name]?.current?.id);
    if (current?.isActive) {
      const line = `replace ${name} ${current.id}`;
      const isAsked = this.lines.some(({ text }) => text === line) && !this.replaced.has(line);
      const isPolicy = this.onChange === 'replace' && current.body !== body;
      if (!isAsked && !isPolicy) this.wrongs.push(`${name} exists already as ${current.id}`);
      this.replaced.add(line);
    }
    this.checkNothingLost();
    this.ids += 1;
    const id = `whk_${String(this.ids).padStart(27, '0')}`;
    const webhook = { id, body, isActive: true };
    this.server.push(webhook);
    return webhook;
  }

  /** Nothing that is active is forgotten. */
  checkNothingLost(): void {
    const { webhooks } = this.state;
    const known = Object.values(webhooks).flatMap((record) => [
      record?.current?.id,
      ...(record?.replaced ?? []),
      this.outcomes.get(record?.attempt?.id ?? '')?.id,
    ]);
    for (const { id, isActive } of this.server) {
      if (isActive && !known.includes(id)) this.wrongs.push(`${id} is active and forgotten`);
    }
  }
}

/** How a run is disturbed: killed at the n-th of its dealings with the world, or overtaken by another run there. */
interface Trouble {
  at: number;
  kind: 'kill' | 'overtake' | 'refuse' | 'lose';
}

/** One run of register; undefined when it was killed. */
async function run(world: World, trouble?: Trouble): Promise<Registration | undefined> {
  world.runs += 1;
  world.now += minute;
  world.claimed.clear();
  const id = String(world.runs);
  const declarations = [...world.manifest.values()];
  const moment = () => ({
    at: new Date(world.now).toISOString(),
    run: { id, attempt: '1', commit: '' },
  });
  let dealings = 0;
  let isDead = false;
  let kill: () => void = () => undefined;
  const killed = new Promise<undefined>((resolve) => {
    kill = () => resolve(undefined);
  });
  const deal = async <T>(act: () => T | Promise<T>): Promise<T> => {
    if (isDead) return never;
    dealings += 1;
    if (trouble?.at === dealings && trouble.kind === 'overtake') {
      world.runs += 1;
      await run(world);
    }
    if (trouble?.at === dealings && trouble.kind === 'kill') {
      // Half of what is killed has happened, and nobody learns of it.
      if (dealings % 2 === 0) await act();
      isDead = true;
      kill();
      return never;
    }
    return act();
  };
  const store: StateStore = {
    place: 'here',
    remembers: true,
    patienceMs: 0,
    read: () =>
      deal(() => ({
        revision: String(world.revision),
        ...(world.text !== undefined && { text: world.text }),
      })),
    write: (text, revision) =>
      deal(() => {
        if (revision !== String(world.revision)) return 'moved' as const;
        world.text = text;
        world.revision += 1;
        return { text, revision: String(world.revision) };
      }),
    close: () => undefined,
  };
  const client: ConduitClient = {
    create: (body) =>
      deal(() => {
        const declaration = declarations.find((one) => one.body === body);
        if (declaration === undefined) throw new Error('nothing of the kind is declared');
        const isTroubled = trouble?.at === dealings;
        if (isTroubled && trouble.kind === 'refuse') {
          return { kind: 'rejected' as const, status: 400, errors: [] };
        }
        const webhook = world.create(declaration);
        const { attempt } = world.state.webhooks[declaration.name] ?? {};
        if (attempt !== undefined) world.outcomes.set(attempt.id, webhook);
        return isTroubled && trouble.kind === 'lose'
          ? { kind: 'unknown' as const, reason: 'timed out' }
          : { kind: 'created' as const, id: webhook.id, warnings: [] };
      }),
    close: () => undefined,
  };
  let registration: Registration | undefined;
  const quiet = new AbortController().signal;
  const finished = register({
    store,
    secrets: undefined,
    noToken: 'missing',
    context: contextOf(declarations, {
      decisions: world.lines,
      onChange: world.onChange,
      writer: { server: 'https://github.example.com', run: id },
      moment: moment(),
    }),
    connect: async () => () => client,
    concurrency: 2,
    timeoutMs: 1000,
    cancelled: quiet,
    expired: quiet,
    clock: {
      now: () => world.now,
      elapsed: () => 0,
      sleep: async () => undefined,
      random: () => 0,
    },
    moment,
    randomId: () => {
      world.random += 1;
      return world.random.toString(16).padStart(8, '0');
    },
    begin: () => undefined,
    keep: () => undefined,
    show: () => undefined,
  }).then((one) => {
    registration = one;
  });
  await Promise.race([finished, killed]);
  world.checkNothingLost();
  expect(world.wrongs).toEqual([]);
  if (registration === undefined) return undefined;
  for (const { text } of registration.plan.decided) {
    if (registration.plan.errors.length > 0) continue;
    // Replacing may be tried again after it was refused; it is carried out once a webhook came of it.
    if (!text.startsWith('replace ')) {
      expect(world.carriedOut, `${text} once`).not.toContain(text);
      world.carriedOut.add(text);
    }
  }
  if (isGreen(registration)) checkTruth(world, registration);
  return registration;
}

function isGreen({ results, questions, failures, plan }: Registration): boolean {
  return (
    questions.length + failures.length + plan.errors.length === 0 &&
    results.every(({ status }) => !statuses[status].fails)
  );
}

/** A green run is right: each declared webhook is at the server as it is declared, and once. */
function checkTruth(world: World, { results }: Registration): void {
  for (const { name, id } of results) {
    const webhook = world.server.find((one) => one.id === id);
    const declaration = world.manifest.get(name);
    expect(webhook?.isActive, `${name} as ${id}`).toBe(true);
    expect(webhook?.body).toBe(declaration && canonicalText(declaration.body));
  }
}

/** The person answers a question truthfully; `choice` picks between true answers. */
function answer(world: World, question: Question, choice: number): void {
  if (question.kind === 'moved') return;
  const { name, options } = question;
  const [first, second] = options;
  switch (question.kind) {
    case 'unknown': {
      if (question.waiting) {
        world.now += 20 * minute;
        return;
      }
      const webhook = world.outcomes.get(question.attempt.id);
      const declaration = world.manifest.get(name);
      if (webhook?.isActive && declaration !== undefined) {
        world.manifest.set(name, { ...declaration, id: webhook.id });
        return;
      }
      // No longer declared: deleted by hand, so that what is said is true.
      if (webhook !== undefined) webhook.isActive = false;
      if (first !== undefined) world.decide(first);
      return;
    }
    case 'renamed': {
      // Of two names that claim one webhook, only one can be right.
      if (world.claimed.has(question.recorded.id)) return;
      world.claimed.add(question.recorded.id);
      const { id } = question.recorded;
      const webhook = world.server.find((one) => one.id === id);
      if (!question.isAttempt && !webhook?.isActive) {
        world.decide({ verb: 'gone', name: question.from, id });
        return;
      }
      const pick = choice % 2 === 0 ? first : (second ?? first);
      if (pick !== undefined) world.decide(pick);
      return;
    }
    case 'returned':
    case 'another-id': {
      const webhook = world.server.find((one) => one.id === question.current.id);
      if (question.kind === 'another-id' && webhook !== undefined) webhook.isActive = false;
      const pick = webhook?.isActive ? first : options.find(({ verb }) => verb === 'gone');
      if (pick !== undefined) world.decide(pick);
      return;
    }
    case 'changed': {
      const webhook = world.server.find((one) => one.id === question.current.id);
      const declaration = world.manifest.get(name);
      if (declaration === undefined || webhook === undefined) return;
      if (choice % 2 === 0 || !webhook.isActive) {
        if (first !== undefined) world.decide(first);
      } else {
        webhook.body = canonicalText(declaration.body);
        if (second !== undefined) world.decide(second);
      }
      return;
    }
    case 'unstored':
      if (first !== undefined) world.decide(first);
  }
}

/** Two lines that contradict each other: the older one, which was never carried out, is taken back. */
function retract(world: World, error: PlanError): void {
  if (error.kind !== 'contradiction') throw new Error(`${error.kind} is not to be expected`);
  const older = world.lines.find((line) => error.lines.includes(line));
  if (older !== undefined) world.lines.splice(world.lines.indexOf(older), 1);
}

const names = ['payments', 'ledger', 'billing'];

/** A person's edit of the manifest, or deletion in the Dashboard of what is to be deleted. */
function edit(world: World, kind: number, which: number): void {
  const name = names[which % names.length] as string;
  const other = names[(which + 1) % names.length] as string;
  const declaration = world.manifest.get(name);
  // What was edited in the Dashboard, too, stays so until a run has heard of it.
  const isPending = world.lines.some(
    ({ text }) => text.startsWith(`keep ${name} `) && !world.carriedOut.has(text),
  );
  if (isPending) return;
  switch (kind % 6) {
    case 0: {
      if (declaration === undefined) world.manifest.set(name, declared(name));
      return;
    }
    case 1:
      world.manifest.delete(name);
      return;
    case 2:
    case 3: {
      if (declaration === undefined) return;
      const url = `https://hooks.example.com/${name}${which % 2 === 0 ? '' : '/b'}`;
      world.manifest.set(name, { ...declaration, body: { ...declaration.body, url } });
      return;
    }
    case 4: {
      if (declaration === undefined || world.manifest.has(other)) return;
      world.manifest.delete(name);
      const { id: _, ...rest } = declaration;
      world.manifest.set(other, { ...rest, name: other });
      return;
    }
    case 5:
      for (const [owner, record] of Object.entries(world.state.webhooks)) {
        const isRemoved = !world.manifest.has(owner) && record?.removedAt !== undefined;
        const ids = [...(record?.replaced ?? []), ...(isRemoved ? [record.current?.id] : [])];
        for (const id of ids) {
          const webhook = world.server.find((one) => one.id === id);
          if (webhook === undefined || id === undefined) continue;
          webhook.isActive = false;
          if (which % 2 === 0) world.decide({ verb: 'gone', name: owner, id });
        }
      }
  }
}

const step = fc.record({
  edits: fc.array(fc.tuple(fc.nat(5), fc.nat(8)), { maxLength: 3 }),
  choice: fc.nat(3),
  answers: fc.boolean(),
  trouble: fc.option(
    fc.record({
      at: fc.integer({ min: 1, max: 9 }),
      kind: fc.constantFrom('kill', 'overtake', 'refuse', 'lose'),
    }),
    { nil: undefined },
  ),
});

it('leads truthful decisions, left in place for ever, to a green run, with nothing created twice or forgotten', async () => {
  const life = fc.asyncProperty(
    fc.array(step, { maxLength: 12 }),
    fc.boolean(),
    async (steps, isPolicy) => {
      const world = new World();
      world.onChange = isPolicy ? 'replace' : 'ask';
      world.manifest.set('payments', declared('payments'));
      for (const { edits, trouble, choice, answers } of steps) {
        for (const [kind, which] of edits) edit(world, kind, which);
        const registration = await run(world, trouble);
        if (answers) for (const one of registration?.questions ?? []) answer(world, one, choice);
      }
      for (let count = 0; ; count += 1) {
        const registration = await run(world);
        if (registration !== undefined && isGreen(registration)) break;
        expect(count, JSON.stringify(registration?.questions)).toBeLessThan(12);
        for (const error of registration?.plan.errors ?? []) retract(world, error);
        for (const one of registration?.questions ?? []) answer(world, one, count);
      }
    },
  );
  await fc.assert(life, runs(1500));
});
