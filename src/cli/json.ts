/** Findings as one JSON document: `schema/command-report.schema.json`. */
import type {
  CommandReport,
  Decision,
  ManifestReport,
  PlanMessage,
  PlanQuestion,
  PlanReport,
} from '../generated/types.ts';
import type { Range } from '../manifest/problem.ts';
import { rangeOf } from '../report/annotations.ts';
import type { Page } from '../report/page.ts';
import { questionTopic } from '../report/questions.ts';
import { pageOf } from '../report/run-page.ts';
import { type Fact, kinds, type Topic, wordsOf } from '../report/topic.ts';
import type { Guard } from '../safe/guard.ts';
import { plainText } from '../safe/prose.ts';
import { jsonText } from '../safe/text.ts';
import type { Findings, ManifestFindings, PlanFindings } from './findings.ts';

/** The document as text. */
export function reportText(
  command: CommandReport['command'],
  { manifests, plan, ok }: Findings,
  { redacted }: Guard,
): string {
  const report: CommandReport = {
    version: 1,
    command,
    ok,
    manifests: manifests.map(manifestReport),
    ...(plan && { plan: planReport(plan) }),
  };
  return jsonText(report, redacted);
}

function manifestReport({ manifest, environments }: ManifestFindings): ManifestReport {
  const { path, valid, counts, problems } = manifest;
  return {
    path,
    environments: [...environments],
    valid,
    counts,
    problems: problems.map(({ severity, subject, message, range }) => ({
      severity,
      subject,
      message,
      ...range,
    })),
  };
}

function planReport({ registration, context }: PlanFindings): PlanReport {
  const page = pageOf(registration, context);
  return {
    environment: context.environment,
    summary: [`${page.title}.`, ...page.remarks].join(' '),
    webhooks: registration.results.map(({ name, status, id }) => ({
      name,
      // A plan has no other.
      status: status as PlanReport['webhooks'][number]['status'],
      ...(id !== undefined && { id }),
    })),
    questions: registration.questions.map(
      (question): PlanQuestion => ({
        kind: question.kind,
        ...saidIn(questionTopic(question, undefined, context), page),
      }),
    ),
    messages: page.blocks
      .filter(({ kind }) => kind !== 'question')
      .flatMap(({ topics }) => topics)
      .map(
        (topic): PlanMessage => ({
          severity: kinds[topic.kind].severity ?? 'info',
          ...saidIn(topic, page),
        }),
      ),
  };
}

/** A topic's words, each in a place of its own. */
function saidIn(topic: Topic, { manifest }: Page) {
  const { says, advice, also, choices } = wordsOf({ kind: topic.kind, topics: [topic] });
  const range: Range | undefined = manifest && rangeOf(topic, manifest);
  const decisions = choices.flatMap(({ lines, says: effect }): Decision[] =>
    lines.map((line) => ({ line, ...(effect && { effect: plainText(effect) }) })),
  );
  return {
    ...(topic.name !== undefined && { webhook: topic.name }),
    message: plainText(says),
    ...(topic.facts?.length && { details: topic.facts.map(factText) }),
    ...(advice && { advice: plainText(advice) }),
    ...(decisions.length > 0 && { decisions }),
    ...(also && { note: plainText(also) }),
    ...range,
  };
}

function factText(fact: Fact): string {
  if (!('field' in fact)) return plainText(fact);
  const { field, recorded = 'none', declared = 'none' } = fact;
  return `${field}: ${recorded} → ${declared}`;
}
