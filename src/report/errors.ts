/** What is said of errors: those of a plan, and those of requests. */
import type { Registration, Result } from '../apply/results.ts';
import type { ApiError, ReplyWarning } from '../clients/reply.ts';
import { requestFields } from '../generated/api.ts';
import { type DecisionLine, lineOf } from '../manifest/decisions.ts';
import type { Declaration } from '../manifest/declarations.ts';
import type { PlanError } from '../plan/plan.ts';
import { apiReplied, detailsOf, offered, type ReportContext, runLink, type Topic, toReplace } from '../plan/topic.ts';
import { code, inNumber, listed, say, subject, type Text, value } from '../safe/prose.ts';

export function errorTopic(error: PlanError, context: ReportContext): Topic {
  return { kind: 'error', name: 'name' in error ? error.name : undefined, ...planErrorWords(error, context) };
}

/** A topic's own words: its kind and its webhook's name are those of what it is about. */
type Words = Omit<Topic, 'kind' | 'name'>;

function planErrorWords(error: PlanError, context: ReportContext): Words {
  const { environment, words } = context;
  switch (error.kind) {
    case 'contradiction': {
      const lines = new Set(error.lines.map(({ decision }) => lineOf(decision)));
      return {
        says: say`These decisions contradict each other. Remove one: ${listed([...lines].map(value))}.`,
        place: placeOf(error.lines),
      };
    }
    case 'gone-but-current': {
      const { line, name, id } = error;
      const lead = say`Remove ${value(name)} from the manifest, or instead of this decision`;
      return {
        says: say`${value(lineOf(line.decision))}: ${value(name)} is still in the manifest and registered with this ID,
          so it cannot be marked as gone.`,
        ...offered({ verb: 'replace', name, id }, toReplace, lead),
        place: placeOf([line]),
      };
    }
    case 'id-taken':
      return {
        says: say`${subject}: ${code('id')} ${value(error.id)} already belongs to ${value(error.owner)}.`,
        advice: say`A webhook can have only one name. Remove one of the two.`,
        place: { field: 'id' },
      };
    case 'secret-taken':
      return {
        says: say`${subject}: the GitHub secret ${value(error.secret)} already exists. The action overwrites only
          secrets that the state records as its own and that no webhook uses.`,
        advice: say`If nothing uses this secret, delete it in GitHub. Otherwise, choose another name in the manifest.`,
        place: { field: 'secret' },
      };
    case 'no-token': {
      const input = code('secrets-token');
      const why =
        error.why === 'missing'
          ? say`the input ${input} is empty`
          : say`the input ${input} is GITHUB_TOKEN, which can never write secrets`;
      return {
        says: say`${subject}: the signing secret cannot be stored in
          ${inNumber('its GitHub secret', 'their GitHub secrets')}, because ${why}.`,
        facts: [{ label: 'GitHub secret', data: [value(error.secret)] }],
        advice: say`Set ${input} to a GitHub App token or a fine-grained personal access token with
          "Secrets: Read and write" (for a GitHub environment, "Environments: Read and write").`,
        place: { field: 'secret' },
      };
    }
    case 'id-missing':
      return {
        says: say`${subject}: Conduit does not have ${inNumber('the webhook', 'the webhooks')} of this ${code('id')},
          so nothing was adopted.`,
        facts: [{ label: 'id in the manifest', data: [value(error.id)] }],
        advice: say`Correct the ${code('id')}, or check that ${code('api-key')} and ${code('api-secret')} belong to
          Conduit's ${environment} environment. To create a new webhook, remove the ${code('id')}.`,
        place: { field: 'id' },
      };
    case 'read-denied': {
      const data = listed(error.webhooks.map(({ name, id }) => value(`${name} (${id})`)));
      return {
        ...deniedWords(error.status, error.errors, say`read webhooks`, context),
        facts: [{ label: 'not read', data }],
      };
    }
    case 'second-manifest':
      return {
        says: say`The ${environment} state belongs to ${value(error.recorded)}, which is still in the repository and
          declares webhooks for ${environment}.`,
        advice: say`If this manifest replaces it, remove ${value(error.recorded)}. If both are needed, give this one
          its own state: set ${words.state} to ${code('git:NAME')}, after you have declared the ${code('id')} of each
          webhook that exists already.`,
      };
    case 'outdated':
      return {
        says: say`A newer run, ${runLink(error.run, context)}, has already updated the state. This run changed
          nothing.`,
        advice: say`Start a new workflow run. Re-running this one does not help.`,
      };
  }
}

/** Where the first of the lines stands that is in the manifest. */
export function placeOf(lines: readonly DecisionLine[]): Topic['place'] {
  const range = lines.find((line) => line.range !== undefined)?.range;
  return range && { range };
}

/** 401 and 403 speak of the run's credentials, not of a webhook. */
const credentialStatuses: readonly (number | undefined)[] = [401, 403];

/** What the requests came to, where that is no question and no plain success. */
export function requestTopics({ plan, results }: Registration, context: ReportContext): Topic[] {
  const declarations = new Map(plan.webhooks.map(({ declaration }) => [declaration.name, declaration]));
  const denied = results.filter(({ rejectedWith }) => credentialStatuses.includes(rejectedWith));
  const topics = results.flatMap((result): Topic[] => {
    const { name, warnings = [] } = result;
    const error = requestErrorWords(result, declarations.get(name), denied.length > 0);
    return [
      ...(error === undefined ? [] : [{ kind: 'error' as const, name, ...error }]),
      ...warnings.map((warning) => ({
        kind: 'warning' as const,
        name,
        says: say`${subject}: ${warningText(warning)}`,
        place: { field: undefined },
      })),
    ];
  });
  return denied.length === 0 ? topics : [deniedTopic(denied, results, context), ...topics];
}

function deniedTopic(denied: readonly Result[], results: readonly Result[], context: ReportContext): Topic {
  const [first] = denied;
  const unsent = results.filter(({ status }) => status === 'unsent');
  const names = (some: readonly Result[]) => listed(some.map(({ name }) => value(name)));
  return {
    kind: 'error',
    ...deniedWords(first?.rejectedWith, first?.errors, say`create webhooks`, context),
    facts: [
      { label: 'not created', data: names(denied) },
      ...(unsent.length === 0 ? [] : [{ label: 'not sent', data: names(unsent) }]),
    ],
  };
}

function deniedWords(
  status: number | undefined,
  errors: readonly ApiError[] | undefined,
  right: Text,
  { environment }: ReportContext,
): Words {
  const details = detailsOf(errors);
  const said = details === undefined ? say`.` : say`: ${details}`;
  return status === 401
    ? {
        says: say`Conduit rejected the credentials (401)${said}`,
        advice: say`Check that ${code('api-key')} and ${code('api-secret')} belong to Conduit's ${environment}
          environment.`,
      }
    : {
        says: say`Conduit denied access (403)${said}`,
        advice: say`Check in the Conduit Dashboard that this API key may ${right} in ${environment}.`,
      };
}

function requestErrorWords(
  { status, rejectedWith, errors = [], reason = '' }: Result,
  declaration: Declaration | undefined,
  isDenied: boolean,
): Words | undefined {
  if (status === 'unsent' && !isDenied) {
    return {
      says: say`${subject}: no request was sent (${reason}).`,
      advice: say`Re-run the job to try again.`,
    };
  }
  if (status !== 'rejected' || credentialStatuses.includes(rejectedWith)) return undefined;
  const place = { field: declaration && fieldOf(errors, declaration) };
  if (rejectedWith === 429) {
    return {
      says: say`${subject}: rate limited by Conduit (429) for longer than the action waits. Nothing was
        created.`,
      facts: apiReplied(errors),
      advice: say`Re-run later, or lower ${code('concurrency')} if it is above 1.`,
      place,
    };
  }
  const details = detailsOf(errors);
  const said = details === undefined ? ' and gave no reason.' : `: ${details}`;
  return {
    says: say`${subject}: Conduit rejected the request (${rejectedWith ?? ''})${said} Nothing was created.`,
    place,
  };
}

/** The declared field that the API's errors speak of, when they name one. */
function fieldOf(errors: readonly ApiError[], { body }: Declaration): string | undefined {
  const said = errors.map(({ detail, code: name }) => `${detail} ${name}`).join(' ');
  const words = new Set(said.toLowerCase().match(/\w+/g));
  return requestFields.find((field) => body[field] !== undefined && words.has(field.toLowerCase()));
}

function warningText(warning: ReplyWarning): Text {
  const copy = say`Copy the Key Secret from the Conduit Dashboard.`;
  switch (warning.kind) {
    case 'no-secret':
      return say`Conduit's reply contained no signing secret. ${copy}`;
    case 'unusable-secret':
      return say`the ${code('secret')} in Conduit's reply cannot be a signing secret, so the action ignored it.
        ${copy}`;
    case 'garbled-secret':
      return say`the signing secret in Conduit's reply is not UTF-8 text. ${copy}`;
    case 'odd-id':
      return say`the ID in Conduit's reply has an unexpected format.`;
    case 'breaks-spec':
      return say`Conduit's reply does not match the API description: ${listed(warning.fields.map(code))}.`;
    case 'another-webhook':
      return say`Conduit created it with different values for ${listed(warning.fields.map(code))}.
        Check it in the Conduit Dashboard.`;
  }
}
