/** Plans and results as runs have them, and what stands around them. */
import { actionWords } from '../src/action/report.ts';
import type { Registration, Result } from '../src/apply/results.ts';
import type { Declaration } from '../src/manifest/declarations.ts';
import type { Plan, PlannedWebhook } from '../src/plan/plan.ts';
import type { Changed } from '../src/plan/questions/changed.ts';
import type { ReportContext } from '../src/plan/topic.ts';
import { annotationsOf } from '../src/report/annotations.ts';
import { logLines } from '../src/report/log.ts';
import { summaryOf } from '../src/report/markdown.ts';
import type { Page } from '../src/report/page.ts';
import { safeText } from '../src/safe/text.ts';
import type { Current, StandingRequest, WebhookRecord } from '../src/state/document.ts';
import { meaningOf, type PlannedStatus, type Status } from '../src/state/status.ts';
import * as plans from './plans.ts';

/** Lines of the test's manifest: ten for each webhook, one for each of its fields. */
const fields = ['url', 'events', 'status', 'organizationId', 'secret', 'id'];

/** What is the same in most cases; `names` stand in this order in the manifest. */
export function contextOf(
  more: Partial<ReportContext> = {},
  names: readonly string[] = ['payments', 'ledger', 'onboarding', 'fees'],
): ReportContext {
  return {
    mode: 'register',
    environment: 'sandbox',
    manifest: {
      path: plans.manifestPath,
      rangeOf(name, _environment, field = '') {
        const first = 10 * (names.indexOf(name) + 1);
        const line = first + 1 + fields.indexOf(field);
        return { line, column: line === first ? 3 : 5, endColumn: 20 };
      },
    },
    run: { id: '121', repositoryUrl: 'https://github.com/octo/hooks' },
    remembers: true,
    isCancelled: false,
    words: actionWords,
    ...more,
  };
}

export const declared = (name: string, more: Partial<Declaration> = {}) =>
  plans.declared(name, { patterns: ['customer.active'], ...more });

const registered = { at: '2026-11-25T09:05:07.000Z', run: plans.runOf('120') };

export function current(name: string, more: Partial<Current> = {}): Current {
  return { ...plans.current(`whk_${name}`, declared(name)), ...registered, ...more };
}

export function request(name: string, more: Partial<StandingRequest> = {}): StandingRequest {
  const until = '2026-11-25T09:15:07.000Z';
  return plans.request('req_000000000badcafe', declared(name), { ...registered, until, ...more });
}

/** The question about a webhook whose URL has changed. */
export function changed(name: string, more: Partial<Changed> = {}): Changed {
  const url = `https://hooks.example.com/${name}`;
  return {
    kind: 'changed',
    name,
    current: current(name),
    differences: [{ field: 'url', registered: `${url}/old`, declared: `${url}/new` }],
    options: [
      { verb: 'replace', name, id: `whk_${name}` },
      { verb: 'keep', name, code: '3f9a2c1e' },
    ],
    ...more,
  };
}

/** A webhook of a case: what was planned for it, and what became of it. */
export interface Case {
  name: string;
  status: Status;
  declaration?: Partial<Declaration>;
  result?: Partial<Result>;
}

/** What was planned for a webhook that is registered, by what it came to. */
const foreseen: Readonly<Partial<Record<Status, PlannedStatus>>> = {
  adopted: 'to-adopt',
  'to-adopt': 'to-adopt',
  unchanged: 'unchanged',
  undecided: 'undecided',
};

export interface RegistrationParts extends Partial<Omit<Registration, 'plan' | 'results'>> {
  plan?: Partial<Plan>;
  /** Recorded, and not declared. */
  others?: Record<string, WebhookRecord>;
}

export function registrationOf(
  cases: readonly Case[],
  { plan, others = {}, ...more }: RegistrationParts = {},
): Registration {
  const results = cases.map(({ name, status, result }): Result => {
    const hasId = meaningOf(status).lists.some((list) => ['created', 'unchanged'].includes(list));
    return { name, status, id: hasId ? `whk_${name}` : undefined, notes: [], ...result };
  });
  const webhooks = cases.map(({ name, status, declaration }, index): PlannedWebhook => {
    const { id, notes = [] } = results[index] ?? {};
    return { declaration: declared(name, declaration), status: foreseen[status] ?? 'to-create', id, notes };
  });
  const records = cases.flatMap(({ name, status }) =>
    foreseen[status] ? [[name, plans.record({ current: current(name) })] as const] : [],
  );
  const questions = more.questions ?? plan?.questions ?? [];
  return {
    plan: {
      isNew: false,
      webhooks,
      questions,
      errors: [],
      judgements: [],
      removed: [],
      next: plans.stateOf({ ...Object.fromEntries(records), ...others }),
      ...plan,
    },
    results,
    questions,
    recorded: true,
    reminders: [],
    failures: [],
    ...more,
  };
}

/** All three renderings of a page, one below the other. */
export function shown(page: Page): string {
  const ink = { safe: safeText, colour: false };
  const annotations = annotationsOf(page, safeText).map(({ severity, message, file = '(no file)', range }) => {
    const place = [file, ...(range ? [range.line, range.column] : [])].join(':');
    return `${severity} ${place}\n${message}\n`;
  });
  return [
    '=== log',
    ...logLines(page, ink),
    '',
    '=== annotations',
    ...annotations,
    '=== summary',
    summaryOf(page, safeText),
  ].join('\n');
}
