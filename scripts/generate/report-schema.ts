/** JSON schema of what the command prints with `--format json`. */
import { questionKinds } from '../../src/plan/questions/kinds.ts';
import type { JsonSchema, Spec } from '../spec/read.ts';
import { object, ref } from './object.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const count = (description: string): JsonSchema => ({ type: 'integer', minimum: 0, description });
const oneOf = (values: readonly string[], description: string): JsonSchema => ({
  type: 'string',
  enum: values,
  description,
});
const listOf = (items: JsonSchema, description: string): JsonSchema => ({ type: 'array', items, description });

const severities = ['error', 'warning', 'notice'];
const place: Record<string, JsonSchema> = {
  'line?': count('Counts from 1. Absent when no line is meant.'),
  'column?': count('Counts from 1, in UTF-16 units.'),
  'endColumn?': count('The column after the last one.'),
};

/** What is said of a webhook, or of the run. */
const said: Record<string, JsonSchema> = {
  'webhook?': text('Its name. Absent when it is not about one webhook.'),
  message: text('What happened.'),
  'details?': listOf(ref('Detail'), 'What belongs to it.'),
  'advice?': text('What to do.'),
  'choices?': listOf(ref('PlanChoice'), 'What can be added to the manifest, the safest first.'),
  'note?': text('What else there is to know.'),
  ...place,
};

export function reportSchema({ environments }: Spec): JsonSchema {
  const environment = oneOf(Object.keys(environments), 'A Conduit environment.');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Report of the conduit-webhooks command',
    ...object('What the command found.', {
      version: { type: 'integer', enum: [1], description: 'The version of this format.' },
      command: oneOf(['validate', 'plan'], 'The command that was given.'),
      ok: { type: 'boolean', description: 'True when the command exits with 0.' },
      manifests: listOf(ref('ManifestReport'), 'One for each manifest, in the order given.'),
      'plan?': ref('PlanReport'),
    }),
    definitions: {
      ManifestReport: object('What the check of a manifest found.', {
        path: text('Where it is, with `/`. `<stdin>` for standard input.'),
        environments: listOf(environment, 'What it was checked for.'),
        valid: { type: 'boolean', description: 'True when no problem is an error.' },
        counts: object('How many problems there are, listed or not.', {
          error: count('Errors.'),
          warning: count('Warnings.'),
          notice: count('Notices.'),
        }),
        problems: listOf(ref('ManifestProblem'), 'At most 1,000, in the order of the text.'),
      }),
      ManifestProblem: object('One problem of a manifest.', {
        severity: oneOf(severities, 'Only an error makes a manifest invalid.'),
        subject: text('The value it is about. Empty for the whole file.'),
        message: text('What is wrong, and what to do.'),
        ...place,
      }),
      PlanReport: object('What a register run would do. Absent when the manifest is not valid.', {
        environment,
        state: text('Where the state was read.'),
        summary: text('The count, in one line.'),
        webhooks: listOf(ref('PlanWebhook'), 'The declared webhooks, in the order of the manifest.'),
        questions: listOf(ref('PlanQuestion'), 'What must be decided before anything is sent.'),
        messages: listOf(ref('PlanMessage'), 'What else is said.'),
      }),
      PlanWebhook: object('One declared webhook.', {
        name: text('Its name in the manifest.'),
        status: oneOf(
          ['to-create', 'to-adopt', 'unchanged', 'undecided', 'faulty', 'outdated'],
          'What registering would do with it. `undecided`: a question is open; `faulty`: an error is about it.',
        ),
        'question?': oneOf(questionKinds, 'The open question about it.'),
        'id?': text('Its ID at Conduit, once it is registered.'),
      }),
      PlanQuestion: object('One question.', { kind: oneOf(questionKinds, 'What it asks.'), ...said }),
      PlanMessage: object('An error, or something to know.', {
        severity: oneOf([...severities, 'info'], 'An error stops a register run.'),
        ...said,
      }),
      PlanChoice: object('Something to add to the manifest.', {
        when: text('The condition under which it is right, or its purpose.'),
        'decision?': text('The line for the decisions of the environment.'),
        yaml: text('The same as YAML, from the top of the manifest down.'),
      }),
      Detail: object('A sentence, data with its label, or a field with what differs.', {
        'text?': text('The sentence.'),
        'label?': text('What the value is.'),
        'value?': text('The value.'),
        'field?': text('The field that is declared otherwise than it is registered.'),
        'registered?': text('Its registered value. Absent where it has none.'),
        'declared?': text('Its declared value. Absent where it has none.'),
        'removed?': listOf(text('An item.'), 'Of a list: what is registered and no longer declared.'),
        'added?': listOf(text('An item.'), 'Of a list: what is declared and not registered.'),
      }),
    },
  };
}
