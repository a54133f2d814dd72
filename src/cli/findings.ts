/** What the command found, and how it is printed: for a terminal, and as a Code Quality report. */
import { createHash } from 'node:crypto';
import type { Registration } from '../apply/results.ts';
import type { Environment } from '../generated/api.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import type { Problem } from '../manifest/problem.ts';
import type { Command } from '../options/table.ts';
import { kinds, type ReportContext } from '../plan/topic.ts';
import { excerpts } from '../report/excerpt.ts';
import { coloured, type Ink, markColours } from '../report/ink.ts';
import { logLines, type ProblemLines } from '../report/log.ts';
import type { Page } from '../report/page.ts';
import { manifestPage } from '../report/stops.ts';
import type { Safe } from '../safe/prose.ts';
import { jsonText } from '../safe/text.ts';

export interface Findings {
  command: Command;
  manifests: readonly CheckedManifest[];
  /** What they were checked for. */
  environments: readonly Environment[];
  /** Absent in validate, and when the manifest is not valid. */
  plan?: PlanFindings;
  /** Why no plan could be made of a valid manifest. */
  stopped?: string;
  /** True when nothing is wrong and nothing is asked. */
  ok: boolean;
}

export interface PlanFindings {
  registration: Registration;
  context: ReportContext;
  page: Page;
  /** Where the state was read. */
  place: string;
}

/** For people: the pages of manifests, with a blank line beside those of several lines, and that of the plan. */
export function terminalText({ manifests, environments, plan }: Findings, ink: Ink): string {
  const pages = manifests.map((manifest) =>
    logLines(manifestPage(manifest, environments, [], 'validate'), ink, problemLines(manifest, ink)),
  );
  const lines = pages.flatMap((page, index) => {
    const before = pages[index - 1] ?? [];
    return index > 0 && page.length + before.length > 2 ? ['', ...page] : page;
  });
  if (plan?.context.remembers) lines.push(ink.safe(`State: ${plan.place}.`));
  if (plan) lines.push(...logLines(plan.page, ink));
  return `${lines.join('\n')}\n`;
}

/** `file:line:column: severity: message`, and the line with the fault underlined. */
function problemLines({ path, problems, line }: CheckedManifest, ink: Ink): ProblemLines {
  const excerptOf = excerpts(problems, line, ink);
  return (problem) => {
    const { severity, range } = problem;
    const place = range === undefined ? path : `${path}:${range.line}:${range.column}`;
    const heading = [
      coloured('bold', `${ink.safe(place)}:`, ink),
      coloured(markColours[kinds[severity].mark], `${severity}:`, ink),
      ink.safe(described(problem)),
    ];
    return [heading.join(' '), ...excerptOf(problem)];
  };
}

function described({ subject, message }: Problem): string {
  return subject === '' ? message : `${subject}: ${message}`;
}

const gitlabSeverities: Readonly<Record<Problem['severity'], string>> = {
  error: 'major',
  warning: 'minor',
  notice: 'info',
};

/** For GitLab (docs.gitlab.com/ci/testing/code_quality). */
export function codeQualityText({ manifests }: Findings, safe: Safe): string {
  const seen = new Map<string, number>();
  const issues = manifests.flatMap(({ path, problems }) =>
    problems.map((problem) => {
      const { severity, range } = problem;
      const description = safe(described(problem));
      // Without the line, so that an edit above does not make a new issue of an old one.
      const about = JSON.stringify([path, description]);
      const before = seen.get(about) ?? 0;
      seen.set(about, before + 1);
      return {
        description,
        check_name: 'conduit-webhooks',
        fingerprint: createHash('sha256').update(`${about}${before}`).digest('hex'),
        severity: gitlabSeverities[severity],
        location: { path, lines: { begin: range?.line ?? 1 } },
      };
    }),
  );
  return jsonText(issues);
}
