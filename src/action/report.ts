/** What a person reads of a run: the log's lines, the annotations, the job summary. */
import type { ApiError } from '../conduit/reply.ts';
import { type Environment, requestFields } from '../generated/api.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type { CheckedManifest } from '../manifest/manifest.ts';
import type { Problem } from '../manifest/problem.ts';
import { subjectOf } from '../manifest/problem.ts';
import type { Result } from '../registration/result.ts';
import type { Runner } from './runner.ts';
import { counted, problemsSummary, webhooksSummary } from './summary.ts';

const marks = {
  created: '✓',
  adopted: '✓',
  unchanged: '=',
  changed: '✗',
  removed: '-',
  unknown: '?',
  failed: '✗',
} as const satisfies Record<Result['outcome'], string>;

/** Outcomes in which the run has failed. */
const bad: readonly Result['outcome'][] = ['changed', 'unknown', 'failed'];

/** Where results stand, and in which mode: plan tells what would be. */
export interface ReportContext {
  manifest: CheckedManifest;
  declarations: readonly Declaration[];
  environment: Environment;
  mode: 'plan' | 'register';
}

/** Says every problem of the manifest: in the log in full, as annotations, in the summary. */
export async function reportManifest(
  { path, problems, counts, valid }: CheckedManifest,
  environments: readonly Environment[],
  runner: Runner,
): Promise<void> {
  const lines = problems.map(({ severity, range, subject, message }) => {
    const place = range === undefined ? '' : `line ${range.line}, column ${range.column}  `;
    return `${severity}  ${place}${subject === '' ? '' : `${subject}: `}${message}`;
  });
  const rest = counts.error + counts.warning + counts.notice - problems.length;
  if (rest > 0) lines.push(`${rest} more problems are not shown.`);
  const count = `${counted(counts.error, 'error')}, ${counted(counts.warning, 'warning')}`;
  lines.push(
    valid
      ? `✓ ${path} is valid for ${environments.join(' and ')} (${count})`
      : `✗ ${path} is not valid: ${count}`,
  );
  runner.info(lines);
  runner.annotate(path, problems);
  if (problems.length > 0) await addSummary(problemsSummary(path, problems, runner.safe), runner);
}

/** One line for each webhook as soon as it is done: `✓ payments  created    whk_…`, and lines to paste below it. */
export function reportProgress(
  results: readonly Result[],
  { declarations, mode }: ReportContext,
  runner: Runner,
): void {
  const width = declarations.reduce((most, { name }) => Math.max(most, name.length), 0);
  for (const result of results) {
    const { name, outcome, id, lines = [] } = result;
    const text = [id, explanation(result, runner)].filter(
      (part) => part !== undefined && part !== '',
    );
    const verb = wordFor(outcome, mode);
    const first =
      `${marks[outcome]} ${name.padEnd(width)}  ${verb.padEnd(9)}  ${text.join('  ')}`.trimEnd();
    runner.info([first, ...lines.map((line) => `      ${line}`)]);
  }
}

/** The count, an annotation for each webhook that needs a person, and the summary. */
export async function reportResults(
  results: readonly Result[],
  failures: readonly string[],
  context: ReportContext,
  runner: Runner,
): Promise<void> {
  const { declarations, environment, manifest, mode } = context;
  const counts = (Object.keys(marks) as Result['outcome'][]).flatMap((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return count === 0
      ? []
      : [
          `${count} ${mode === 'plan' && ['created', 'adopted'].includes(outcome) ? 'to ' : ''}${wordFor(outcome, mode)}`,
        ];
  });
  const title = `${mode === 'plan' ? 'plan for ' : ''}${environment}: ${counts.join(', ') || 'nothing declared'}`;
  runner.info(title);
  // The runner keeps the first annotations; troubles of the whole run come before those of one webhook.
  for (const failure of failures) runner.error(failure);
  runner.annotate(
    manifest.path,
    results.flatMap((result) => problemsOf(result, context, runner)),
  );

  const byName = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  const rows = results.map((result) => {
    const declaration = byName.get(result.name);
    return {
      name: result.name,
      outcome: wordFor(result.outcome, mode),
      events: declaration?.patterns ?? [],
      url: declaration?.body.url ?? '',
      note: explanation(result, runner),
      ...(result.id === undefined ? {} : { id: result.id }),
    };
  });
  await addSummary(webhooksSummary(title, rows, failures, runner.safe), runner);
}

/** `created`, or in a plan `create`: nothing has been done yet. */
function wordFor(outcome: Result['outcome'], mode: ReportContext['mode']): string {
  const planned: Partial<Record<Result['outcome'], string>> = {
    created: 'create',
    adopted: 'adopt',
  };
  return (mode === 'plan' ? planned[outcome] : undefined) ?? outcome;
}

/** What a person has to see to, at the place in the manifest that it is about. */
function problemsOf(
  result: Result,
  { manifest, declarations, environment }: ReportContext,
  runner: Runner,
): Problem[] {
  const { name, outcome, id, errors = [], warnings = [], reason } = result;
  const declared = declarations.find((declaration) => declaration.name === name);
  const at = (severity: Problem['severity'], message: string): Problem => ({
    severity,
    message,
    subject: subjectOf(['webhooks', name]),
    ...(declared && { range: manifest.rangeOf(name, environment, fieldOf(errors, declared)) }),
  });
  if (bad.includes(outcome)) return [at('error', `${outcome}: ${explanation(result, runner)}`)];
  return [
    ...warnings.map((warning) => at('warning', `${id ?? ''}: ${warning}`)),
    ...(reason === undefined ? [] : [at('warning', reason)]),
  ];
}

/** Why a webhook ended as it did, with what the API said of it; every part made safe on its own. */
function explanation(
  { outcome, reason, errors = [], warnings = [] }: Result,
  runner: Runner,
): string {
  const said = errors.map(({ detail, code }) =>
    [runner.safe(detail, 600), code === '' ? '' : `(${runner.safe(code, 100)})`].join(' ').trim(),
  );
  // The ways on, which an unknown outcome has, come last.
  const parts =
    outcome === 'unknown' && said.length > 0
      ? [`the API said: ${said.join('; ')}. ${reason}`]
      : [reason, ...said];
  return [...parts, ...warnings].filter((part) => part !== undefined).join('; ');
}

/** The declared field that the API's errors speak of, when they name one. */
function fieldOf(errors: readonly ApiError[], { body }: Declaration): string | undefined {
  const said = errors.map(({ detail, code }) => `${detail} ${code}`).join(' ');
  const words = new Set(said.toLowerCase().split(/\W+/));
  return requestFields.find((field) => body[field] !== undefined && words.has(field.toLowerCase()));
}

async function addSummary(markdown: string, runner: Runner): Promise<void> {
  if (!(await runner.addSummary(markdown))) runner.warning('the job summary could not be written');
}
