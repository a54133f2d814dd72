/** Findings for a terminal. */
import type { CheckedManifest } from '../manifest/manifest.ts';
import { kinds } from '../plan/topic.ts';
import { excerpts } from '../report/excerpt.ts';
import { coloured, type Ink, markColours } from '../report/ink.ts';
import { logLines, type ProblemLines } from '../report/log.ts';
import { pageOf } from '../report/run-page.ts';
import { manifestPage } from '../report/stops.ts';
import type { Findings } from './findings.ts';

/** The pages of manifests, with a blank line beside those of several lines, and that of the plan. */
export function findingsText({ manifests, plan }: Findings, ink: Ink): string {
  const pages = manifests.map(({ manifest, environments }) =>
    logLines(manifestPage(manifest, environments, [], 'validate'), ink, linesOf(manifest, ink)),
  );
  const lines = pages.flatMap((page, index) => {
    const before = pages[index - 1] ?? [];
    return index > 0 && page.length + before.length > 2 ? ['', ...page] : page;
  });
  if (plan?.context.remembers) lines.push(ink.safe(`State: ${plan.place}.`));
  if (plan) lines.push(...logLines(pageOf(plan.registration, plan.context), ink));
  return `${lines.join('\n')}\n`;
}

/** `file:line:column: severity: message`, and the line with the fault underlined. */
function linesOf({ path, problems, line }: CheckedManifest, ink: Ink): ProblemLines {
  const excerptOf = excerpts(problems, line, ink);
  return (problem) => {
    const { severity, subject, message, range } = problem;
    const place = range === undefined ? path : `${path}:${range.line}:${range.column}`;
    const heading = [
      coloured('bold', `${ink.safe(place)}:`, ink),
      coloured(markColours[kinds[severity].mark], `${severity}:`, ink),
      ink.safe(subject === '' ? message : `${subject}: ${message}`),
    ];
    return [heading.join(' '), ...excerptOf(problem)];
  };
}
