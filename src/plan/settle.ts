/**
 * The questions, in the order in which they are asked: moved, unknown, renamed, returned, another id, changed,
 * unstored. Each is answered by a decision, or left open.
 */
import type { Decision } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import { type Description, differencesBetween, grownEvents, isSame } from '../state/description.ts';
import {
  type Attempt,
  blankRecord,
  type Current,
  isEmpty,
  nextRevision,
  type WebhookRecord,
} from '../state/document.ts';
import { answerTo, change, type Draft, describeDeclared, note } from './draft.ts';
import type { PlannedWebhook } from './plan.ts';
import { codeOf, type Question, stateName, unknownQuestion } from './question.ts';
import { awaiting } from './secrets.ts';
import { doubtSecretOf, keyOf, settleStorage } from './storage.ts';

type Action = PlannedWebhook['action'];

/** `moved`: gives true when the state is that of this manifest and base URL. */
export function settleBinding(draft: Draft): boolean {
  const { state, context } = draft;
  const recorded = { manifest: state.manifest, apiUrl: state.apiUrl };
  const given = { manifest: context.manifest, apiUrl: context.apiUrl };
  const isThis = recorded.manifest === given.manifest && recorded.apiUrl === given.apiUrl;
  if (isThis) return true;
  if (!isEmpty(state)) {
    const code = codeOf('moved', context.environment, state.revision, recorded, given);
    const options: Decision[] = [{ verb: 'keep', name: stateName, code }];
    if (answerTo(draft, options) === undefined) {
      draft.questions.push({ kind: 'moved', recorded, given, options });
      return false;
    }
  }
  draft.state = { ...state, ...given, revision: nextRevision(state.revision, 'moved') };
  return true;
}

/** `gone` of what is no longer declared: nothing that comes after can be that webhook under another name. */
export function takeWordOfRemovals(draft: Draft): void {
  for (const [name, { current }] of draft.records) {
    if (current === undefined || draft.declared.has(name)) continue;
    const option: Decision = { verb: 'gone', name, id: current.id };
    if (answerTo(draft, [option])) setGone(draft, name, current.id);
  }
}

/** `gone` of what was replaced. No question depends on it, and it comes last so that no code does. */
export function takeWordOfReplacements(draft: Draft): void {
  for (const [name, { replaced }] of draft.records) {
    for (const id of replaced) {
      if (answerTo(draft, [{ verb: 'gone', name, id }])) setGone(draft, name, id);
    }
  }
}

/** What is recorded and not declared, and was not moved to another name: an attempt is asked about, the rest noted. */
export function settleUndeclared(draft: Draft): void {
  for (const [name, record] of draft.records) {
    if (draft.declared.has(name) || questionsAbout(draft, name).length > 0) continue;
    if (record.attempt !== undefined && !settleAttempt(draft, name, record.attempt)) continue;
    const { current, removedAt } = draft.records.get(name) ?? {};
    if (current === undefined || removedAt !== undefined) continue;
    change(draft, name, 'removed', { removedAt: draft.context.moment.at });
    draft.removed.push(name);
  }
}

/** The questions about one declared webhook, and what is done with it once none is open. */
export function settle(draft: Draft, declaration: Declaration): Action {
  const { name } = declaration;
  const attempt = draft.records.get(name)?.attempt;
  if (attempt !== undefined && !settleAttempt(draft, name, attempt, declaration)) {
    return 'undecided';
  }
  // What has returned is not new, unless it turns out to be gone.
  if (!settleReturn(draft, name)) return 'undecided';
  if (draft.records.get(name)?.current === undefined) {
    const former = formerOf(draft, declaration);
    if (former !== undefined) return settleRename(draft, declaration, former);
  }
  if (!settleId(draft, declaration)) return 'undecided';
  const current = draft.records.get(name)?.current;
  if (current === undefined) return 'create';
  const isNew = !draft.held.has(current.id);
  const action = settleChange(draft, declaration, current);
  if (action !== 'unchanged') return action;
  if (!settleStorage(draft, declaration, current)) return 'undecided';
  return isNew ? 'adopt' : 'unchanged';
}

/** `unknown`: gives true when it is settled what became of the attempt. */
function settleAttempt(
  draft: Draft,
  name: string,
  attempt: Attempt,
  declaration?: Declaration,
): boolean {
  const record = draft.records.get(name) ?? blankRecord;
  const waiting = mayStillAct(draft, attempt);
  const declaredId = declaration?.id;
  if (!waiting && declaredId !== undefined && !draft.held.has(declaredId)) {
    const { body, patterns } = attempt;
    if (attempt.secret !== undefined && keyOf(draft, declaration) === attempt.secret) {
      const slot = draft.secrets.get(attempt.secret);
      draft.secrets.set(attempt.secret, awaiting(slot, declaredId));
    } else doubtSecretOf(draft, attempt);
    change(draft, name, `adopt ${declaredId}`, {
      attempt: undefined,
      current: adopted(draft, declaredId, { body, patterns }),
      replaced: [...record.replaced, ...(record.current ? [record.current.id] : [])],
    });
    return true;
  }
  const facts = { waiting, isDeclared: declaration !== undefined, id: record.current?.id };
  const question = unknownQuestion(name, attempt, facts);
  if (answerTo(draft, question.options) === undefined) {
    draft.questions.push(question);
    return false;
  }
  doubtSecretOf(draft, attempt);
  setGone(draft, name, attempt.id);
  return true;
}

/** True while the run that made the attempt may still act on it: then nobody else decides about it. */
function mayStillAct({ context }: Draft, { reason, until }: Attempt): boolean {
  return reason === undefined && Date.parse(until) > Date.parse(context.moment.at);
}

/**
 * The webhook that a new name seems to stand for: one that is recorded and no longer declared, and has the declared
 * `id`, body, URL or GitHub secret. The likeliest comes first. An `id` that was never held names another one, unless it
 * may be what became of an attempt.
 */
function formerOf(draft: Draft, declaration: Declaration): [string, WebhookRecord] | undefined {
  const { records, declared, secrets } = draft;
  const described = describeDeclared(declaration);
  const owner = secrets.get(keyOf(draft, declaration) ?? '')?.owner;
  const isNewId = declaration.id !== undefined && !draft.held.has(declaration.id);
  let best: [string, WebhookRecord] | undefined;
  let bestRank = 0;
  for (const [name, record] of records) {
    if (declared.has(name) || (isNewId && record.attempt === undefined)) continue;
    const ranks = [record.current, record.attempt].map((one) => {
      if (one === undefined) return 0;
      if (one.id === declaration.id) return 4;
      if (one.body.url === described.body.url) return isSame(one, described) ? 3 : 2;
      return one.id === owner ? 1 : 0;
    });
    const rank = Math.max(...ranks);
    if (rank > bestRank) [best, bestRank] = [[name, record], rank];
  }
  return best;
}

/** `renamed`: once decided, the record moves to the new name, and the questions begin anew. */
function settleRename(
  draft: Draft,
  declaration: Declaration,
  [from, record]: [string, WebhookRecord],
): Action {
  const { name } = declaration;
  const { current, attempt } = record;
  const recorded = attempt ?? current;
  if (recorded === undefined) return 'create';
  const described = describeDeclared(declaration);
  // It is asked about under the name that it has.
  if (attempt !== undefined && mayStillAct(draft, attempt)) return 'undecided';
  const codeFor = (one: Declaration) =>
    keepCode(draft, 'renamed', one, from, record.revision, attempt?.id);
  const code = codeFor(declaration);
  const options: Decision[] = [{ verb: 'keep', name, code }];
  // While an attempt stands, nothing else may be sent for it.
  if (attempt === undefined && current !== undefined) {
    options.push({ verb: 'replace', name, id: current.id });
  }
  const answer = answerTo(draft, options);
  if (answer === undefined) {
    const differences = differencesBetween(recorded, described);
    const isAttempt = attempt !== undefined;
    draft.questions.push({
      kind: 'renamed',
      name,
      from,
      recorded,
      isAttempt,
      differences,
      options,
    });
    return 'undecided';
  }
  // One webhook can go on under one name alone.
  const lines = draft.context.decisions.filter(({ decision }) => {
    const other = draft.declared.get(decision.name);
    if (other === undefined) return false;
    return decision.verb === 'keep'
      ? decision.code === codeFor(other)
      : decision.verb === 'replace' && decision.id === current?.id;
  });
  if (new Set(lines.map(({ decision }) => decision.name)).size > 1) {
    draft.errors.push({ kind: 'contradiction', lines });
  }
  moveRecord(draft, from, record, name);
  return answer.verb === 'replace' ? 'create' : settle(draft, declaration);
}

/** `returned`: gives true when it is settled whether the webhook was deleted in between. */
function settleReturn(draft: Draft, name: string): boolean {
  const { current, removedAt, revision } = draft.records.get(name) ?? blankRecord;
  const declaration = draft.declared.get(name);
  if (current === undefined || removedAt === undefined || declaration === undefined) return true;
  const code = keepCode(draft, 'returned', declaration, revision);
  const options: Decision[] = [
    { verb: 'keep', name, code },
    { verb: 'gone', name, id: current.id },
  ];
  const answer = answerTo(draft, options);
  if (answer === undefined) {
    draft.questions.push({ kind: 'returned', name, current, removedAt, options });
    return false;
  }
  if (answer.verb === 'gone') setGone(draft, name, current.id);
  else change(draft, name, 'returned', { removedAt: undefined });
  return true;
}

/** `another-id`, and what a declared `id` does: an ID that was never held is adopted, any other is inert. */
function settleId(draft: Draft, declaration: Declaration): boolean {
  const { name, id } = declaration;
  const { current } = draft.records.get(name) ?? blankRecord;
  if (id === undefined || id === current?.id) return true;
  if (draft.held.has(id)) return noteInertId(draft, name, id);
  if (current !== undefined) {
    const options: Decision[] = [{ verb: 'gone', name, id: current.id }];
    if (answerTo(draft, options) === undefined) {
      draft.questions.push({ kind: 'another-id', name, current, declaredId: id, options });
      return false;
    }
    setGone(draft, name, current.id);
  }
  const adoption = adopted(draft, id, describeDeclared(declaration));
  change(draft, name, `adopt ${id}`, { current: adoption });
  return true;
}

/** Gives false when the ID is another declared webhook's: then nothing may be created for this one. */
function noteInertId(draft: Draft, name: string, id: string): boolean {
  for (const [owner, { current, replaced }] of draft.records) {
    if (current?.id === id) {
      draft.errors.push({ kind: 'id-taken', name, id, owner });
      return false;
    }
    if (replaced.includes(id)) {
      note(draft, name, { kind: 'inert-id', id, fate: 'replaced' });
      return true;
    }
  }
  note(draft, name, { kind: 'inert-id', id, fate: 'gone' });
  return true;
}

/** `changed`, and the decision `replace`, which needs no question. */
function settleChange(draft: Draft, declaration: Declaration, current: Current): Action {
  const { name } = declaration;
  const declared = describeDeclared(declaration);
  const differences = differencesBetween(current, declared);
  const replace: Decision = { verb: 'replace', name, id: current.id };
  if (differences.length === 0) {
    if (answerTo(draft, [replace]) !== undefined) return 'create';
    const events = grownEvents(current, declared);
    if (events.length > 0) note(draft, name, { kind: 'grown', events });
    return 'unchanged';
  }
  const { revision } = draft.records.get(name) ?? blankRecord;
  const keep: Decision = {
    verb: 'keep',
    name,
    code: keepCode(draft, 'changed', declaration, revision),
  };
  const options = [replace, keep];
  const answer = answerTo(draft, options);
  if (answer?.verb === 'replace') return 'create';
  if (answer === undefined) {
    if (draft.context.onChange === 'replace') return 'create';
    draft.questions.push({ kind: 'changed', name, current, differences, options });
    return 'undecided';
  }
  change(draft, name, `keep ${keep.code}`, {
    current: { ...current, body: { ...declared.body }, patterns: [...declared.patterns] },
  });
  return 'unchanged';
}

/**
 * A webhook that is current is not gone unless a question asks for that, or may once the open one is answered: after
 * `changed` and `unstored` none does.
 */
export function checkDeletions(draft: Draft): void {
  for (const line of draft.context.decisions) {
    const { decision } = line;
    if (decision.verb !== 'gone' || draft.decided.has(line)) continue;
    const { name, id } = decision;
    const open = questionsAbout(draft, name);
    const mayBeAsked = open.some(({ kind }) => kind !== 'changed' && kind !== 'unstored');
    if (draft.records.get(name)?.current?.id !== id || mayBeAsked) continue;
    draft.errors.push({ kind: 'gone-but-current', line, name, id });
  }
}

/** The open questions about what is recorded under the name. */
function questionsAbout({ questions }: Draft, name: string): Question[] {
  return questions.filter(
    (one) =>
      one.kind !== 'moved' && (one.name === name || (one.kind === 'renamed' && one.from === name)),
  );
}

/**
 * The code of a decision `keep`. It covers the events as declared, since plan and register may run different versions
 * of the action, which know different events.
 */
function keepCode(
  { context }: Draft,
  kind: Question['kind'],
  declaration: Declaration,
  ...facts: readonly unknown[]
): string {
  const { body, patterns } = describeDeclared(declaration);
  const declared = { ...body, events: patterns };
  return codeOf(kind, context.environment, declaration.name, declared, facts);
}

function adopted({ context }: Draft, id: string, { body, patterns }: Description): Current {
  return { id, origin: 'adopted', body: { ...body }, patterns: [...patterns], ...context.moment };
}

/** Records that a webhook or an attempt is not, or no longer, at Conduit. Its ID stays known. */
function setGone(draft: Draft, name: string, id: string): void {
  const { current, attempt, replaced, gone, removedAt } = draft.records.get(name) ?? blankRecord;
  change(draft, name, `gone ${id}`, {
    current: current?.id === id ? undefined : current,
    removedAt: current?.id === id ? undefined : removedAt,
    attempt: attempt?.id === id ? undefined : attempt,
    replaced: replaced.filter((one) => one !== id),
    gone: [...gone, id],
  });
}

/** The record of one name goes on under another one, which has no current webhook. */
function moveRecord(draft: Draft, from: string, record: WebhookRecord, name: string): void {
  const own = draft.records.get(name) ?? blankRecord;
  draft.records.delete(from);
  change(draft, name, `from ${from} ${record.revision}`, {
    ...record,
    replaced: [...own.replaced, ...record.replaced],
    gone: [...own.gone, ...record.gone],
  });
}
