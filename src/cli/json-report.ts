/** Findings as one JSON document: `schema/command-report.schema.json`. */
import type { CommandReport, Detail, PlanChoice, PlanMessage, PlanQuestion, PlanReport } from '../generated/types.ts';
import type { Range } from '../manifest/problem.ts';
import { questionWords } from '../plan/questions/index.ts';
import { type Fact, kinds, type Topic } from '../plan/topic.ts';
import { rangeOf } from '../report/annotations.ts';
import { blockOf, type Page, wholeYaml } from '../report/page.ts';
import { plainText } from '../safe/prose.ts';
import { jsonText } from '../safe/text.ts';
import type { Findings, PlanFindings } from './findings.ts';

/** The document as text. `redacted` hides secrets in what it escapes itself. */
export function reportText(
  { command, manifests, environments, plan, ok }: Findings,
  redacted: (text: string) => string,
): string {
  const report: CommandReport = {
    version: 1,
    command,
    ok,
    manifests: manifests.map(({ path, valid, counts, problems }) => ({
      path,
      environments: [...environments],
      valid,
      counts,
      problems: problems.map(({ severity, subject, message, range }) => ({ severity, subject, message, ...range })),
    })),
    ...(plan && { plan: planReport(plan) }),
  };
  return jsonText(report, redacted);
}

function planReport({ registration, context, page, place }: PlanFindings): PlanReport {
  const { results, questions } = registration;
  const kindOf = new Map(questions.map(({ name, kind }) => [name, kind]));
  return {
    environment: context.environment,
    state: place,
    summary: [`${page.title}.`, ...page.remarks, ...page.closing].join(' '),
    webhooks: results.map(({ name, status, id }) => {
      const question = kindOf.get(name);
      return {
        name,
        // A plan has no other.
        status: status as PlanReport['webhooks'][number]['status'],
        ...(question && { question }),
        ...(id !== undefined && { id }),
      };
    }),
    questions: questions.map(
      (question): PlanQuestion => ({
        kind: question.kind,
        ...saidIn(questionWords(question, context), page),
      }),
    ),
    messages: [...page.opening, ...page.blocks]
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
function saidIn(topic: Topic, { manifest, environment }: Page) {
  const { says, advice, also, choices } = blockOf([topic]);
  const range: Range | undefined = manifest && rangeOf(topic, manifest);
  return {
    ...(topic.name !== undefined && { webhook: topic.name }),
    message: plainText(says),
    ...(topic.facts?.length && { details: topic.facts.map(detailOf) }),
    ...(advice && { advice: plainText(advice) }),
    ...(choices.length > 0 && {
      choices: choices.map(({ when, pastes }): PlanChoice => {
        const line = pastes.flatMap((paste) => ('line' in paste ? paste.line : []))[0];
        const yaml = wholeYaml(pastes, environment).join('\n');
        return { when: plainText(when), ...(line !== undefined && { decision: line }), yaml };
      }),
    }),
    ...(also && { note: plainText(also) }),
    ...range,
  };
}

function detailOf(fact: Fact): Detail {
  if ('label' in fact) return { label: fact.label, value: plainText(fact.data) };
  if (!('field' in fact)) return { text: plainText(fact) };
  if ('added' in fact) return { field: fact.field, removed: fact.removed, added: fact.added };
  const { field, registered, declared } = fact;
  return {
    field,
    ...(registered !== undefined && { registered }),
    ...(declared !== undefined && { declared }),
  };
}
