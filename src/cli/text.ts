/** Findings for a terminal. */
import { type Ink, logLines } from '../report/log.ts';
import { pageOf } from '../report/run-page.ts';
import { manifestPage } from '../report/stops.ts';
import { excerpts } from './excerpt.ts';
import type { Findings } from './findings.ts';

/** The pages of manifests, with a blank line beside those of several lines, and that of the plan. */
export function findingsText({ manifests, plan }: Findings, ink: Ink): string {
  const pages = manifests.map(({ manifest, environments }) =>
    logLines(manifestPage(manifest, environments, [], 'validate'), ink, excerpts(manifest, ink)),
  );
  const lines = pages.flatMap((page, index) => {
    const before = pages[index - 1] ?? [];
    return index > 0 && page.length + before.length > 2 ? ['', ...page] : page;
  });
  if (plan?.context.remembers) lines.push(ink.safe(`State: ${plan.place}.`));
  if (plan) lines.push(...logLines(pageOf(plan.registration, plan.context), ink));
  return `${lines.join('\n')}\n`;
}
