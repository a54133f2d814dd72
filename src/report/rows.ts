/** One line for each webhook. */
import type { Result } from '../apply/results.ts';
import type { Plan, Reminder } from '../plan/plan.ts';
import { questionWord } from '../plan/questions/index.ts';
import { type ReportContext, runLink } from '../plan/topic.ts';
import { say, type Text } from '../safe/prose.ts';
import { type Mark, meaningOf } from '../state/status.ts';
import { shownUrl } from '../webhook/body.ts';
import { findingWord } from './verification.ts';

export interface Row {
  mark: Mark;
  name: string;
  word: string;
  id: string | undefined;
  /** What else the line says. */
  tail: string;
  /** Absent for what is not declared. */
  url?: string;
  patterns?: readonly string[];
  /** The run that registered or adopted it. */
  run?: Text;
}

/** Rows for the results of one plan. */
export interface Rows {
  /** Of the longest name that any row may have. */
  nameWidth: number;
  rowOf(result: Result): Row;
  /** A webhook that is active and no longer wanted. */
  rowOfReminder(reminder: Reminder): Row;
}

export function rowsOf(plan: Plan, context: ReportContext): Rows {
  const webhooks = new Map(plan.webhooks.map((one) => [one.declaration.name, one.declaration]));
  const words = new Map(
    plan.questions.flatMap((one) => (one.kind === 'state-mismatch' ? [] : [[one.name, questionWord(one)]])),
  );
  const others = Object.entries(plan.next.webhooks).flatMap(([name, record]) =>
    record?.current || record?.replaced.length ? name : [],
  );

  function runOf({ name, status }: Result): Text {
    // No run has registered what is yet to be.
    if (status === 'to-create' || status === 'to-adopt') return [];
    const isNew = status === 'created' || status === 'not-stored';
    const id = isNew ? context.run.id : (plan.next.webhooks[name]?.current?.run.id ?? '');
    return id === '' ? [] : say`${runLink(id, context)}`;
  }

  return {
    nameWidth: [...webhooks.keys(), ...others].reduce((most, { length }) => Math.max(most, length), 0),
    rowOf(result) {
      const { name, status, id, replaced, finding } = result;
      const { mark, word } = meaningOf(status);
      const { body, patterns = [] } = webhooks.get(name) ?? {};
      const isAhead = status === 'to-create' || status === 'blocked';
      const old = isAhead ? id : replaced;
      return {
        mark,
        name,
        word: status === 'undecided' ? (words.get(name) ?? word) : word,
        id: isAhead ? undefined : id,
        tail: old === undefined ? findingWord(finding) : `replaces ${old}`,
        url: body === undefined ? '' : shownUrl(body.url),
        patterns,
        run: runOf(result),
      };
    },
    rowOfReminder({ kind, name, id }) {
      const isPlan = context.mode === 'plan';
      const why = kind === 'removed' ? 'no longer in the manifest' : 'replaced';
      return {
        mark: '-',
        name,
        // Only a run that has recorded why it is to be deleted says so.
        word: isPlan ? 'active' : 'to delete',
        id,
        tail: why,
      };
    },
  };
}
