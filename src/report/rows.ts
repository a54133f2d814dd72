/** One line for each webhook. */

import type { Result, Status } from '../apply/result.ts';
import type { Plan, Reminder } from '../plan/plan.ts';
import { say, type Text } from '../safe/prose.ts';
import { shownUrl } from '../state/description.ts';
import type { Run } from '../state/document.ts';
import { type ReportContext, runLink } from './context.ts';
import { questionWord } from './questions.ts';

/** `+` is to be done, `✓` done, `=` as it was, `?` asked about, `✗` failed, `-` to delete. */
export type Mark = '+' | '✓' | '=' | '?' | '✗' | '-';

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
  /** A webhook to delete. */
  rowOfReminder(reminder: Reminder): Row;
}

const shownAs: Readonly<Record<Status, readonly [mark: Mark, word: string]>> = {
  created: ['✓', 'created'],
  adopted: ['✓', 'adopted'],
  unchanged: ['=', 'unchanged'],
  'to-create': ['+', 'create'],
  'to-adopt': ['+', 'adopt'],
  undecided: ['?', 'undecided'],
  unknown: ['?', 'unknown'],
  unstored: ['✗', 'not stored'],
  refused: ['✗', 'refused'],
  unsent: ['✗', 'not sent'],
};

/** Of the webhooks that an error is about. */
export function faultyNames({ errors }: Plan): ReadonlySet<string> {
  return new Set(errors.flatMap((error) => ('name' in error ? error.name : [])));
}

export function rowsOf(plan: Plan, context: ReportContext): Rows {
  const webhooks = new Map(plan.webhooks.map((one) => [one.declaration.name, one]));
  const words = new Map(
    plan.questions.flatMap((one) => (one.kind === 'moved' ? [] : [[one.name, questionWord(one)]])),
  );
  const faulty = faultyNames(plan);
  const isOutdated = plan.errors.some(({ kind }) => kind === 'outdated');
  const others = Object.entries(plan.next.webhooks).flatMap(([name, record]) =>
    record?.current || record?.replaced.length ? name : [],
  );

  function shown({ name, status }: Result): readonly [Mark, string] {
    if (status === 'to-create' && faulty.has(name)) return ['✗', 'error'];
    if (status !== 'undecided') return shownAs[status];
    if (isOutdated) return ['✗', 'outdated'];
    const word = words.get(name);
    if (word !== undefined) return ['?', word];
    return faulty.has(name) ? ['✗', 'error'] : shownAs.undecided;
  }

  function tailOf({ name, status, id, replaced }: Result): string {
    if (faulty.has(name)) return '';
    const parts = [
      ...(status === 'to-create' && id !== undefined ? [`replaces ${id}`] : []),
      ...(replaced === undefined ? [] : [`replaces ${replaced}`]),
      ...(status === 'to-create' && context.mode === 'register' ? ['held back'] : []),
    ];
    return parts.join(', ');
  }

  function runOf({ name, status }: Result): Text {
    const isNew = status === 'created' || status === 'unstored';
    const recorded: Run | undefined = plan.next.webhooks[name]?.current?.run;
    const id = isNew ? context.run.id : (recorded?.id ?? '');
    return id === '' ? [] : say`${runLink(id, context)}`;
  }

  return {
    nameWidth: [...webhooks.keys(), ...others].reduce(
      (most, { length }) => Math.max(most, length),
      0,
    ),
    rowOf(result) {
      const { name, status, id } = result;
      const [mark, word] = shown(result);
      const { body, patterns = [] } = webhooks.get(name)?.declaration ?? {};
      return {
        mark,
        name,
        word,
        id: status === 'to-create' ? undefined : id,
        tail: tailOf(result),
        url: body === undefined ? '' : shownUrl(body.url),
        patterns,
        run: runOf(result),
      };
    },
    rowOfReminder: ({ kind, name, id }) => ({ mark: '-', name, word: kind, id, tail: '' }),
  };
}
