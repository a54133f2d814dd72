/** A page as lines of the log. */
import type { Problem } from '../manifest/problem.ts';
import { type Fact, kinds } from '../plan/topic.ts';
import { counted, cut, inThousands, plainText, type Text } from '../safe/prose.ts';
import { type Block, decisionItem, decisionsPlace, firstTopics, hasOnePlace, wholeYaml, wordsOf } from './blocks.ts';
import { excerpts } from './excerpt.ts';
import { coloured, type Ink, markColours } from './ink.ts';
import type { Page } from './page.ts';
import type { Row } from './rows.ts';

/** The longest word of a row: rows are printed before all words are known. */
const wordWidth = 11;

/** More webhooks to delete are counted, not listed. */
const mostDeletions = 1000;

/** Beyond so many topics, the rest is counted: once these are dealt with, the next run tells more. */
const mostTopics = 1000;

/** Of a field's name, no more is shown, in UTF-16 units. */
const longestField = 100;

/** Names in a list take lines of about this width. */
const lineWidth = 96;

/** A webhook's line, in columns with all others that `nameWidth` is for. */
export function rowLine(row: Row, nameWidth: number, ink: Ink): string {
  const { mark, name, word, id = '', tail } = row;
  const cells = [name.padEnd(nameWidth), word.padEnd(wordWidth), id, tail];
  return marked(
    mark,
    cells
      .filter((cell) => cell !== '')
      .join('  ')
      .trimEnd(),
    ink,
  );
}

/** The whole page. */
export function logLines(page: Page, ink: Ink, problems?: ProblemLines): string[] {
  const opening = page.opening.flatMap((block) => [...blockLines(block, page, ink), '']);
  const rows = page.rows.map((row) => rowLine(row, page.nameWidth, ink));
  return [...opening, ...rows, ...closingLines(page, ink, problems)];
}

/** What follows the lines of the declared webhooks, for those that were shown one by one. */
export function closingLines(page: Page, ink: Ink, linesOf: ProblemLines = problemLine(page, ink)): string[] {
  const { mark, title, remarks, deletions, nameWidth, problems, rows, unlisted, blocks, closing } = page;
  const end = [`${title}.`, ...remarks].join(' ');
  const isList = rows.length + deletions.length + problems.length > 0;
  const more = deletions.length - mostDeletions;
  const rest = unlisted.error + unlisted.warning + unlisted.notice;
  const told = blocks.filter(({ topics }) => !topics[0].onlyInSummary);
  const [shown, untold] = firstTopics(told, mostTopics);
  return [
    ...deletions.slice(0, mostDeletions).map((row) => rowLine(row, nameWidth, ink)),
    ...(more > 0 ? [`  ${counted(more, 'more webhook')} to delete not listed.`] : []),
    ...problems.flatMap(linesOf),
    ...(rest > 0 ? [`  ${counted(rest, 'more problem')} not listed.`] : []),
    ...(isList ? [''] : []),
    mark === undefined ? coloured('bold', ink.safe(end), ink) : marked(mark, end, ink),
    ...shown.flatMap((block) => ['', ...blockLines(block, page, ink)]),
    ...(untold > 0 ? ['', `  ${inThousands(untold)} more not listed.`] : []),
    ...(closing.length > 0 ? ['', ...closing.map((text) => `  ${ink.safe(text)}`)] : []),
  ];
}

/** What a problem of a manifest is shown by. */
export type ProblemLines = (problem: Problem) => readonly string[];

/** A line for each problem, in columns with all others of the page, and the line of the manifest below it. */
function problemLine({ problems, manifest }: Page, ink: Ink): ProblemLines {
  const excerptOf = excerpts(problems, manifest?.line, ink);
  const placeOf = ({ range }: Problem) => [manifest?.path, ...(range ? [range.line, range.column] : [])].join(':');
  const widest = (textOf: (problem: Problem) => string) =>
    problems.reduce((most, one) => Math.max(most, textOf(one).length), 0);
  const widths = [widest(placeOf), widest(({ severity }) => severity)] as const;
  return (problem) => {
    const { severity, subject, message } = problem;
    const about = subject === '' ? '' : `${subject}: `;
    const cells = [placeOf(problem).padEnd(widths[0]), severity.padEnd(widths[1])];
    const text = `${cells.join('  ')}  ${about}${message}`;
    return [marked(kinds[severity].mark, text, ink), ...excerptOf(problem)];
  };
}

/** A block of the page. */
export function blockLines(block: Block, { environment }: Pick<Page, 'environment'>, ink: Ink): string[] {
  const { kind, topics } = block;
  const { says, advice, also, choices } = wordsOf(block);
  const line = (indent: number, text: string) => `${' '.repeat(indent)}${ink.safe(text)}`;
  const yaml = (lines: readonly string[], indent = 6) =>
    lines.map((text) => coloured('cyan', line(indent + indentOf(text), text.trimStart()), ink));
  const paragraph = (text: Text | undefined) => (text === undefined ? [] : [line(4, plainText(text))]);
  const details = detailLines(block, line);
  const isOnePlace = hasOnePlace(topics[0].choices ?? []);
  const pasted = choices.flatMap(({ when, pastes }) => [
    '',
    ...paragraph(when),
    ...(isOnePlace
      ? yaml(
          pastes.flatMap((paste) => ('line' in paste ? [decisionItem(paste.line)] : [])),
          0,
        )
      : yaml(wholeYaml(pastes, environment))),
  ]);
  return [
    marked(kinds[kind].mark, plainText(says), ink),
    ...details,
    ...(details.length > 0 && advice !== undefined ? [''] : []),
    ...paragraph(advice),
    ...(isOnePlace ? yaml(decisionsPlace(environment)) : []),
    ...pasted,
    ...(pasted.length > 0 && also !== undefined ? [''] : []),
    ...paragraph(also),
  ];
}

/** What is so of each webhook. Where that is nothing, and nothing to paste has its name, the names alone. */
function detailLines({ topics }: Block, line: (indent: number, text: string) => string): string[] {
  const [first] = topics;
  if (topics.length === 1) return factLines(first.facts, (text) => line(4, text));
  if (topics.some(({ facts = [] }) => facts.length > 0)) {
    return topics.flatMap(({ name, facts }) => {
      if (name === undefined) return factLines(facts, (text) => line(4, text));
      return [line(4, name), ...factLines(facts, (text) => line(6, text))];
    });
  }
  if (first.choices?.length) return [];
  return wrapped(topics.flatMap(({ name }) => name ?? [])).map((text) => line(4, text));
}

/** Facts with their labels in a column. */
function factLines(facts: readonly Fact[] = [], line: (text: string) => string): string[] {
  const labels = facts.map((fact) =>
    'label' in fact ? fact.label : 'field' in fact ? cut(fact.field, longestField) : '',
  );
  const width = Math.max(...labels.map(({ length }) => length), 0);
  return facts.flatMap((fact, index) => {
    const label = (labels[index] ?? '').padEnd(width);
    const more = ' '.repeat(width);
    if ('label' in fact) return [line(`${label}  ${plainText(fact.data)}`)];
    if (!('field' in fact)) return [line(plainText(fact))];
    if ('added' in fact) {
      const items = [...fact.removed.map((item) => `- ${cut(item)}`), ...fact.added.map((item) => `+ ${cut(item)}`)];
      return items.map((item, at) => line(`${at === 0 ? label : more}  ${item}`));
    }
    const { registered = 'none', declared = 'none' } = fact;
    return [line(`${label}  ${cut(registered)}`), line(`${more.slice(1)}→  ${cut(declared)}`)];
  });
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  let current = '';
  names.forEach((name, index) => {
    const word = index === names.length - 1 ? name : `${name},`;
    if (current !== '' && current.length + word.length >= lineWidth) {
      lines.push(current);
      current = '';
    }
    current = current === '' ? word : `${current} ${word}`;
  });
  return current === '' ? lines : [...lines, current];
}

function marked(mark: string, text: string, ink: Ink): string {
  return `${coloured(markColours[mark] ?? 'reset', mark, ink)} ${ink.safe(text)}`;
}
