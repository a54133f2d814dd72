/** A page as lines of the log. */
import type { Problem } from '../manifest/problem.ts';
import { type Fact, kinds } from '../plan/topic.ts';
import { counted, cut, inThousands, plainText, type Text } from '../safe/prose.ts';
import { excerpts } from './excerpt.ts';
import { coloured, type Ink, marked } from './ink.ts';
import { type Block, blockOf, type Page, pastedLines, type Row, unlistedIn } from './page.ts';

/** The longest word of a row: rows are printed before all words are known. */
const wordWidth = 11;

/** So many topics, and webhooks to delete, are listed: once these are dealt with, the next run tells more. */
const mostListed = 1000;

/** Of a field's name, no more is shown, in UTF-16 units. */
const longestField = 100;

/** Names in a list take lines of about this width. */
const lineWidth = 96;

/** A webhook's line, in columns with all others that `nameWidth` is for. */
export function rowLine({ mark, name, word, id = '', tail }: Row, nameWidth: number, ink: Ink): string {
  const cells = [name.padEnd(nameWidth), word.padEnd(wordWidth), id, tail].filter((cell) => cell !== '');
  return marked(mark, cells.join('  ').trimEnd(), ink);
}

export function logLines(page: Page, ink: Ink, problems?: ProblemLines): string[] {
  const opening = page.opening.flatMap((block) => [...blockLines(block, page, ink), '']);
  const rows = page.rows.map((row) => rowLine(row, page.nameWidth, ink));
  return [...opening, ...rows, ...closingLines(page, ink, problems)];
}

/** What follows the lines of the declared webhooks, for those that were shown one by one. */
export function closingLines(page: Page, ink: Ink, linesOf: ProblemLines = problemLine(page, ink)): string[] {
  const { mark, title, remarks, deletions, nameWidth, problems, rows, blocks, closing } = page;
  const end = [`${title}.`, ...remarks].join(' ');
  const isList = rows.length + deletions.length + problems.length > 0;
  const more = deletions.length - mostListed;
  const rest = unlistedIn(page);
  const [shown, untold] = firstTopics(blocks);
  return [
    ...deletions.slice(0, mostListed).map((row) => rowLine(row, nameWidth, ink)),
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
  const placeWidth = widest(problems.map(placeOf));
  const severityWidth = widest(problems.map(({ severity }) => severity));
  return (problem) => {
    const { severity, subject, message } = problem;
    const about = subject === '' ? '' : `${subject}: `;
    const cells = [placeOf(problem).padEnd(placeWidth), severity.padEnd(severityWidth), `${about}${message}`];
    return [marked(kinds[severity].mark, cells.join('  '), ink), ...excerptOf(problem)];
  };
}

/** The first topics of the blocks, and how many are left. Mere names count as one. */
function firstTopics(blocks: readonly Block[]): [Block[], left: number] {
  let room = mostListed;
  let left = 0;
  const shown = blocks.flatMap(({ topics, choices }): Block[] => {
    if (topics[0]?.onlyInSummary) return [];
    const isNames = choices.length === 0 && topics.every(({ facts }) => !facts?.length);
    const cost = isNames ? 1 : topics.length;
    const some = cost <= room ? topics : topics.slice(0, room);
    room -= Math.min(cost, room);
    left += topics.length - some.length;
    return some.length === 0 ? [] : [blockOf(some, topics.length - some.length)];
  });
  return [shown, left];
}

export function blockLines(block: Block, { environment }: Pick<Page, 'environment'>, ink: Ink): string[] {
  const { kind, says, advice, also } = block;
  const line = (indent: number, text: string) => `${' '.repeat(indent)}${ink.safe(text)}`;
  const paragraph = (text: Text | undefined) => (text === undefined ? [] : [line(4, plainText(text))]);
  const yaml = (lines: readonly string[], indent: number) =>
    lines.map((text) => coloured('cyan', line(indent, text), ink));
  const { place, choices } = pastedLines(block, environment);
  const details = detailLines(block, line);
  const pasted = choices.flatMap(({ when, lines }) => [
    '',
    ...paragraph(when),
    ...yaml(lines, place.length > 0 ? 0 : 6),
  ]);
  return [
    marked(kinds[kind].mark, plainText(says), ink),
    ...details,
    ...(details.length > 0 && advice !== undefined ? [''] : []),
    ...paragraph(advice),
    ...yaml(place, 6),
    ...pasted,
    ...(pasted.length > 0 && also !== undefined ? [''] : []),
    ...paragraph(also),
  ];
}

/** What is so of each webhook. Where that is nothing, and nothing to paste has its name, the names alone. */
function detailLines({ topics, choices }: Block, line: (indent: number, text: string) => string): string[] {
  if (topics.length > 1 && topics.every(({ facts }) => !facts?.length)) {
    const names = topics.flatMap(({ name }) => name ?? []);
    return choices.length > 0 ? [] : wrapped(names).map((text) => line(4, text));
  }
  return topics.flatMap(({ name, facts }) =>
    topics.length === 1 || name === undefined
      ? factLines(facts).map((text) => line(4, text))
      : [line(4, name), ...factLines(facts).map((text) => line(6, text))],
  );
}

/** Facts with their labels in a column. */
function factLines(facts: readonly Fact[] = []): string[] {
  const labelOf = (fact: Fact) => ('label' in fact ? fact.label : 'field' in fact ? cut(fact.field, longestField) : '');
  const width = widest(facts.map(labelOf));
  return facts.flatMap((fact) => {
    const label = labelOf(fact).padEnd(width);
    const more = ' '.repeat(width);
    if ('label' in fact) return [`${label}  ${plainText(fact.data)}`];
    if (!('field' in fact)) return [plainText(fact)];
    if ('added' in fact) {
      const items = [...fact.removed.map((item) => `- ${cut(item)}`), ...fact.added.map((item) => `+ ${cut(item)}`)];
      return items.map((item, at) => `${at === 0 ? label : more}  ${item}`);
    }
    const { registered = 'none', declared = 'none' } = fact;
    return [`${label}  ${cut(registered)}`, `${more.slice(1)}→  ${cut(declared)}`];
  });
}

/** Names with commas between them, in lines. */
function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, name] of names.entries()) {
    const word = index === names.length - 1 ? name : `${name},`;
    const last = lines.pop();
    if (last === undefined) lines.push(word);
    else if (last.length + word.length < lineWidth) lines.push(`${last} ${word}`);
    else lines.push(last, word);
  }
  return lines;
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, { length }) => Math.max(most, length), 0);
}
