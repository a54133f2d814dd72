/** Findings as a Code Quality report of GitLab (docs.gitlab.com/ci/testing/code_quality). */
import { createHash } from 'node:crypto';
import type { Problem } from '../manifest/problem.ts';
import type { Guard } from '../safe/guard.ts';
import { jsonText } from '../safe/text.ts';
import type { Findings } from './findings.ts';

const gitlabSeverities: Readonly<Record<Problem['severity'], string>> = {
  error: 'major',
  warning: 'minor',
  notice: 'info',
};

export function gitlabText({ manifests }: Findings, { safe }: Guard): string {
  const seen = new Map<string, number>();
  const issues = manifests.flatMap(({ manifest: { path, problems } }) =>
    problems.map(({ severity, subject, message, range }) => {
      const description = safe(subject === '' ? message : `${subject}: ${message}`);
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
