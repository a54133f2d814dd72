/**
 * Facts + declarations + decisions → what register does, what it asks, and what state is to say before any request.
 * Pure: the modes plan and register share it, so that they cannot disagree.
 */
import { type Decision, type DecisionLine, lineOf } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { heldIds, isEmpty, isOlder, revised, type StateDocument, type WebhookRecord } from '../state/document.ts';
import type { PlannedStatus } from '../state/status.ts';
import { answersOf } from './answers.ts';
import { openBook } from './book.ts';
import { claimFinder } from './claims.ts';
import { declaredKey, type Facts, type Observed, type PlanContext, recordIn, withoutIds } from './facts.ts';
import { formerFinder } from './former.ts';
import { judgementsOf } from './judge.ts';
import type { Note, Plan, PlanError, PlannedWebhook } from './plan.ts';
import { decided, firstVerdict, type Question, rivalsOf, type WebhookQuestion } from './questions/index.ts';
import { writtenBySomebody } from './questions/not-stored.ts';
import { bound, stateMismatch } from './questions/state-mismatch.ts';
import { notesFor, secretTrouble } from './remarks.ts';
import { doubted } from './secrets.ts';

/** The plan upon `state`. */
export function planOf(state: StateDocument, context: PlanContext, observed: Observed): Plan {
  if (!context.remembers) return planWithoutState(state, context);
  if (isOlder(context.run, state.run)) return planOfOldRun(state, context, observed);
  return planUpon(state, context, observed);
}

/** An older run that runs late: what it declares may be out of date, so that it sends, decides and records nothing. */
function planOfOldRun(state: StateDocument, context: PlanContext, observed: Observed): Plan {
  const { webhooks, questions } = planUpon(state, { ...context, decisions: [] }, observed);
  const isUnchanged = questions.length === 0 && webhooks.every(({ status }) => status === 'unchanged');
  return {
    ...inert(state),
    webhooks: webhooks.map((webhook) =>
      webhook.status === 'unchanged' ? webhook : { ...webhook, status: 'outdated' },
    ),
    errors: isUnchanged ? [] : [{ kind: 'outdated', run: state.run.id }],
  };
}

function planWithoutState(state: StateDocument, { declarations, decisions }: PlanContext): Plan {
  return {
    ...inert(state),
    webhooks: declarations.map((declaration): PlannedWebhook => {
      const { id, secret } = declaration;
      if (id !== undefined) return { declaration, status: 'to-adopt', id, notes: [] };
      const notes: Note[] = secret === undefined ? [] : [{ kind: 'secret-unseen', secret }];
      return { declaration, status: 'to-create', notes };
    }),
    judgements: decisions.map((line) => ({ line, kind: 'no-effect', why: { kind: 'no-state' } })),
  };
}

/** A plan that asks, decides and records nothing. */
function inert(state: StateDocument): Omit<Plan, 'webhooks'> {
  return { questions: [], errors: [], judgements: [], isNew: false, removed: [], next: state };
}

function planUpon(start: StateDocument, context: PlanContext, observed: Observed): Plan {
  const answers = answersOf(context.decisions);
  const [questions, errors]: [Question[], PlanError[]] = [[], []];
  let state = start;
  const mismatch = isEmpty(start) ? undefined : stateMismatch(start, context);
  if (mismatch !== undefined) {
    if (mismatch.recorded.manifest !== context.manifest && observed.otherManifest) {
      errors.push({ kind: 'second-manifest', recorded: mismatch.recorded.manifest });
    } else if (answers.to(mismatch) === undefined) questions.push(mismatch);
    if (questions.length + errors.length > 0) {
      const webhooks = context.declarations.map(
        (declaration): PlannedWebhook => ({ declaration, status: 'undecided', notes: [] }),
      );
      return { ...inert(start), webhooks, questions, errors };
    }
  }
  if (start.manifest !== context.manifest || start.apiUrl !== context.apiUrl) {
    state = bound(start, context);
  }

  const { book, apply } = openBook(start);
  const { records, slots } = book;
  const declared = new Map(context.declarations.map((one) => [one.name, one]));
  const held = heldIds(start);
  const isKeyOf = (one: Declaration) => declaredKey(one, context);
  const facts: Facts = {
    ...book,
    context,
    observed,
    declared,
    held,
    formerOf: formerFinder({ records, slots, declared, held, keyOf: isKeyOf }),
    claimsOn: claimFinder(context, declared),
  };
  const removed: string[] = [];
  /** What the requests of this plan change in the book, as it was before: a plan that sends none changes none of it. */
  const reverted: [name: string, record: WebhookRecord | undefined][] = [];
  /** The decisions that are told as a contradiction. */
  const contradicting = new Set<DecisionLine>();

  /** The decision that answers a question; undefined where none does, or where two contradict each other. */
  function answerTo(question: WebhookQuestion): Decision | 'contradiction' | undefined {
    const answer = answers.to(question);
    if (answer === undefined) return undefined;
    const given = answers.linesFor(question);
    if (given.some((line) => contradicting.has(line))) return 'contradiction';
    const rivals = rivalsOf(question, facts);
    const isClear = new Set(rivals.map(({ decision }) => decision.name)).size < 2;
    if (isClear && answer !== 'contradiction') return answer;
    const lines = answers.inOrder([...given, ...rivals]);
    errors.push({ kind: 'contradiction', name: question.name, lines });
    for (const line of lines) contradicting.add(line);
    return 'contradiction';
  }

  /** Asks about one name until nothing is open. `undefined` for what is not declared and has nothing left to ask. */
  function settle(name: string, declaration?: Declaration): PlannedStatus | undefined {
    for (;;) {
      const record = recordIn(facts, name);
      // Before each question, so that the code that is printed covers it.
      const written = declaration && writtenBySomebody(declaration, record, facts);
      if (written !== undefined && answers.has(written.keep)) {
        apply(written.kept);
        continue;
      }
      const verdict = firstVerdict({ name, declaration, record }, facts);
      if (verdict === undefined) return declaration && settled(declaration, record);
      if ('waitsFor' in verdict) return 'undecided';
      if ('change' in verdict) {
        apply(verdict.change);
        continue;
      }
      const { question, otherwise } = verdict;
      const answer = answerTo(question);
      if (answer === 'contradiction') return 'faulty';
      if (answer === undefined && otherwise === undefined) {
        questions.push(question);
        return 'undecided';
      }
      const change = (answer === undefined ? otherwise : decided(question, answer, facts)) ?? {};
      const { records: news = [], creates } = change;
      if (creates)
        reverted.push(...news.map(([one]) => [one, records.get(one)] as [string, WebhookRecord | undefined]));
      apply(change);
      if (creates) return 'to-create';
    }
  }

  /** A declared webhook about which nothing is open. */
  function settled(declaration: Declaration, record: WebhookRecord): PlannedStatus {
    const { name, id } = declaration;
    const { current } = record;
    const owner = id === undefined || id === current?.id ? undefined : book.ownerOf(id);
    if (id !== undefined && owner !== undefined && owner !== name) {
      errors.push({ kind: 'id-taken', name, id, owner });
      return 'faulty';
    }
    if (current === undefined) return 'to-create';
    if (answers.has({ verb: 'replace', name, id: current.id })) return 'to-create';
    return held.has(current.id) ? 'unchanged' : 'to-adopt';
  }

  // `gone` of what is no longer declared: nothing that comes after can be that webhook under another name.
  for (const [name, { current }] of records) {
    if (declared.has(name)) continue;
    const requested = firstVerdict({ name, declaration: undefined, record: recordIn(facts, name) }, facts);
    if (requested !== undefined && 'question' in requested) {
      const { question } = requested;
      const answer = answers.to(question);
      if (answer !== undefined && answer !== 'contradiction') apply(decided(question, answer, facts));
    }
    if (current !== undefined && answers.has({ verb: 'gone', name, id: current.id })) {
      apply({ records: [[name, withoutIds(recordIn(facts, name), current.id)]] });
    }
  }
  const statuses = context.declarations.map((declaration) => settle(declaration.name, declaration) ?? 'unchanged');
  // What is not declared and did not move to another name: a request is asked about, the rest noted.
  const asked = new Set(questions.flatMap((one) => (one.kind === 'renamed' ? one.from : [])));
  for (const name of [...records.keys()].filter((one) => !declared.has(one))) {
    if (asked.has(name) || settle(name) !== undefined) continue;
    const record = recordIn(facts, name);
    if (record.current === undefined || record.removedAt !== undefined) continue;
    apply({ records: [[name, revised(record, 'removed', { removedAt: context.at })]] });
    removed.push(name);
  }
  if (questions.length > 0) apply({ records: reverted });
  const replaced = new Set([...records.values()].flatMap((record) => record.replaced));
  const webhooks = context.declarations.map((declaration, index): PlannedWebhook => {
    const { name } = declaration;
    const status = statuses[index] ?? 'unchanged';
    const record = recordIn(facts, name);
    const { id } = record.current ?? {};
    if (status === 'undecided' || status === 'faulty') return { declaration, status, id, notes: [] };
    const notes = notesFor(declaration, record, replaced, facts);
    if (status !== 'to-create') return { declaration, status, id, notes };
    const trouble = secretTrouble(declaration, record, facts);
    const key = declaredKey(declaration, context);
    // What a new signing secret is stored over is recorded as it is now.
    if (key !== undefined) {
      apply({ slots: [[key, doubted(slots.get(key), observed.secrets?.get(key))]] });
    }
    if (trouble?.kind === 'secret-taken') errors.push(trouble);
    return trouble?.kind === 'secret-taken'
      ? { declaration, status: 'faulty', id, notes }
      : { declaration, status, id, notes: trouble === undefined ? notes : [...notes, trouble] };
  });
  // No question depends on what was replaced, so that no code may: those that are printed hold in the next run.
  for (const [name, record] of records) {
    const ids = record.replaced.filter((id) => answers.has({ verb: 'gone', name, id }));
    const { revision } = record;
    if (ids.length > 0) apply({ records: [[name, { ...withoutIds(record, ...ids), revision }]] });
  }
  const open = new Set([
    ...questions.map(({ name }) => name),
    ...errors.flatMap((one) => (one.kind === 'contradiction' ? one.name : [])),
  ]);
  for (const line of context.decisions) {
    const { decision } = line;
    if (decision.verb !== 'gone' || answers.isApplied(line)) continue;
    const { name, id } = decision;
    if (recordIn(facts, name).current?.id !== id || open.has(name)) continue;
    errors.push({ kind: 'gone-but-current', line, name, id });
  }
  const applied = context.decisions.flatMap((line) =>
    // What needs a request is not applied while a question stops them all.
    answers.isApplied(line) && (line.decision.verb !== 'replace' || questions.length === 0)
      ? lineOf(line.decision)
      : [],
  );
  return {
    webhooks,
    questions,
    errors,
    judgements: judgementsOf({ start, facts, questions, errors, isApplied: answers.isApplied }),
    isNew: isEmpty(start),
    removed,
    next: {
      ...state,
      decided: [...new Set([...state.decided, ...applied])],
      webhooks: Object.fromEntries(records),
      secrets: Object.fromEntries(slots),
    },
  };
}
